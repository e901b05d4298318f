"""What the audit asks of the work behind the pages, again and again."""

import logging
from datetime import datetime

from tuque.audit import gaps
from tuque.audit.proof import keys, roots, sealing
from tuque.core import wall
from tuque.core.wall import Purpose

logger = logging.getLogger(__name__)


def tend(*, at: datetime) -> None:
    """Seal what was recorded, sign what is due, take in what is missing. Harmless to run twice, or in two processes."""
    gaps.take_in(at=at)
    try:
        with wall.system(Purpose.AUDIT):
            sealing.seal_all(at=at)
            roots.sign_due(at=at)
    except keys.KeyLost as lost:  # records go on being sealed; the doctor and the page tell that nothing is signed
        logger.error("audit.key_lost %s", lost.code)  # noqa: TRY400  a trace would tell no more
