"""Folium builders without Flask."""
