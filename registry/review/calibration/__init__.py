"""Scores that say how sure they are: what the overlap of a panel's readings lets one conclude.

Pure computation: scores in, figures out. `scores` reads and checks, `design` says whether a panel can carry
the model, `reml` fits it, `predicting` tells what follows for each nomination, `report` puts it together.
"""

from registry.review.calibration.report import calibrate, refused
from registry.review.calibration.scores import BadScores, Options, Score, options_of, scores_of

__all__ = ["BadScores", "Options", "Score", "calibrate", "options_of", "refused", "scores_of"]
