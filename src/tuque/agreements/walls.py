"""What the second wall does at agreements: their parties see and sign them. What they open, other rooms say with SHARED."""

from tuque.core.wall.policies import ORGANIZATIONS
from tuque.core.wall.rules import Owned, Reserved, Rule

# Filled by functions of migration 0002, asked once for each statement, and only where no other condition opened the row.
SHARED = '"organization_id" = ANY ((SELECT tuque_givers())::bigint[])'
SIGNATORY = '"id" = ANY ((SELECT tuque_signatories())::bigint[])'


def of_a_party(agreement: str) -> str:
    """Rows whose agreement, found by `agreement`, binds the organization."""
    party = f"agreements_party party WHERE party.agreement_id = {agreement} AND party.organization_id = ANY ({ORGANIZATIONS})"
    return f"EXISTS (SELECT 1 FROM {party})"  # noqa: S608  names of our own


def of_a_party_to_the_version(table: str) -> str:
    version = "(SELECT version.agreement_id FROM agreements_version version WHERE version.id = {}.version_id)"
    return of_a_party(version.format(table))


RULES: dict[str, Rule] = {
    "agreements.Agreement": Owned(also=of_a_party("agreements_agreement.id")),
    # Asked by all the policies here, so it asks no other table; who agreed with whom tells nothing of a person.
    "agreements.Party": Reserved("Whom an agreement binds.", takes=True, seen=True),
    "agreements.Version": Owned(also=of_a_party("agreements_version.agreement_id")),
    "agreements.Signature": Owned(also=of_a_party_to_the_version("agreements_signature")),
    "agreements.Ending": Owned(also=of_a_party("agreements_ending.agreement_id")),
    "agreements.Share": Owned(also=of_a_party_to_the_version("agreements_share")),
}
