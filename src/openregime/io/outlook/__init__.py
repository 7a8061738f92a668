"""What the forecaster is fed with: the pool of treaties, voluntary regimes, questions asked, models kept."""
