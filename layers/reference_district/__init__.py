"""The parts from which `layers.reference` builds the synthetic reference district."""
