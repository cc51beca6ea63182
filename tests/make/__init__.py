"""Builders of test data: no surprises, and every value can be given."""

from tests.make.campaigns import Campaigns
from tests.make.exemplars import Exemplars
from tests.make.files import Files
from tests.make.kept import Beginning, all_remembered
from tests.make.nominations import Nominations
from tests.make.people import People
from tests.make.places import Places
from tests.make.recordings import Recordings
from tests.make.replications import Replications
from tests.make.stock import Stock


@all_remembered
class Make(Campaigns, Nominations, Replications, Stock, Files, Recordings, Exemplars, People, Places):
    """All builders on one object: make.unit(), make.user(), ..."""

    def __init__(self, app, *, keeps=False):
        self.app = app
        self.count = 0
        self.beginning = Beginning(app, keeps=keeps)

    def number(self):
        """A number not given out before in this test."""
        self.count += 1
        return self.count
