"""The signed addresses in mails with which alerts are stopped without signing in."""

from collections.abc import Iterable

from itsdangerous import BadData, URLSafeTimedSerializer

# Long after a mail has come somebody may still want no more of them; a very old one says too little.
GOOD_FOR = 180 * 24 * 3600


class Stops:
    """Makes and reads what stands at the end of such an address: the references of the searches."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="stop-alerts")

    def token(self, references: Iterable[str]) -> str:
        """What stops these searches and nothing else."""
        return str(self._signer.dumps(sorted(references)))

    def read(self, token: str) -> list[str] | None:
        """The searches that a token stops; None when it was not made here or is too old."""
        try:
            return [str(one) for one in self._signer.loads(token, max_age=GOOD_FOR)]
        except (BadData, TypeError):
            return None
