"""What a dossier lacks when it is checked: results that nothing shows, answers that are not there."""

from registry.catalogue import completeness
from registry.catalogue.models import ExemplarVersion
from registry.core.i18n import _
from registry.evidence.claim_links import links_of, supports
from registry.evidence.queries import count_items


def list_gaps(version: ExemplarVersion) -> list[str]:
    """The sentences that say what is missing, each result without evidence by its name."""
    links = links_of(version)
    bare = [
        result.indicator for result in version.results if not any(map(supports, links.get(result.key, ())))
    ]
    told = [_("No evidence shows this result: %(result)s", result=one) for one in bare]
    return told + [one.sentence for one in completeness.missing_items(version, count_items(version))]
