"""Where to put facilities: sites, their marginal use, and the smallest change that meets a rule."""
