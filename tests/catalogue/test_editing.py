from registry.catalogue.states import ExemplarState
def test_x(make):
    e = make.exemplar()
    assert e.state is ExemplarState.RUNNING
    assert e.latest.results[1].before
