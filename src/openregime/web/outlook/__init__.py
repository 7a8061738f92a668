"""The outlook: forecasts of adherence with their baselines and their scores. Nothing is stored."""
