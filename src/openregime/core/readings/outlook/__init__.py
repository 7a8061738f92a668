"""The forecaster: when an instrument reaches how many parties, who is next, and how well that has been foretold before.

Pure: the day, the seed and the models come in as arguments; nothing later than the day is looked at.
"""

from openregime.core.readings.outlook.backtest import METHODS, SHARES, Scored, score_origins
from openregime.core.readings.outlook.faults import (
    FEWEST_PARTIES,
    LONGEST_YEARS,
    SHORTEST_YEARS,
    BadFit,
    BadHorizon,
    BadPool,
    BadTarget,
    NoForecast,
    NotYetOpen,
    TooFewParties,
    horizon_of,
)
from openregime.core.readings.outlook.forecast import FanPoint, Forecast, NextState, forecast
from openregime.core.readings.outlook.model import Model, Scatter
from openregime.core.readings.outlook.panel import build_panel
from openregime.core.readings.outlook.pool import Pool, Subject
from openregime.core.readings.outlook.reaching import Reach
from openregime.core.readings.outlook.rolling import HORIZON, Models, origins_of, rolling_models
from openregime.core.readings.outlook.scores import Score, summarise
from openregime.core.readings.outlook.start import Start, start_of

__all__ = [
    "FEWEST_PARTIES", "HORIZON", "LONGEST_YEARS", "METHODS", "SHARES", "SHORTEST_YEARS", "BadFit", "BadHorizon",
    "BadPool", "BadTarget", "FanPoint", "Forecast", "Model", "Models", "NextState", "NoForecast", "NotYetOpen", "Pool",
    "Reach", "Scatter", "Score", "Scored", "Start", "Subject", "TooFewParties", "build_panel", "forecast",
    "horizon_of", "origins_of", "rolling_models", "score_origins", "start_of", "summarise",
]  # fmt: skip
