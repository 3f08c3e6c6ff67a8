"""Stakeholder groups to start from; a forum edits them freely afterwards."""

from isegoria.terms import gettext_noop

__all__ = ["PRESETS"]

# slug: (title, names of the groups in order)
PRESETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "internet-governance": (
        gettext_noop(
            "Internet governance"
        ),  # Tunis Agenda, paragraph 35, with the technical community as the IGF names it
        (
            "Governments",
            "Private sector",
            "Civil society",
            "Technical community",
            "Intergovernmental organisations",
        ),
    ),
    "icann": (
        gettext_noop("ICANN communities"),
        (
            "Registries",
            "Registrars",
            "Commercial stakeholders",
            "Non-commercial stakeholders",
            "Country code operators",
            "Address registries",
            "Governments",
            "At-large",
            "Root server operators",
            "Security and stability",
        ),
    ),
    "major-groups": (
        gettext_noop("The nine UN major groups"),  # Agenda 21, section III
        (
            "Women",
            "Children and youth",
            "Indigenous peoples",
            "Non-governmental organisations",
            "Local authorities",
            "Workers and trade unions",
            "Business and industry",
            "Scientific and technological community",
            "Farmers",
        ),
    ),
    "standards-body": (
        gettext_noop("Standards body"),
        (
            "Producers",
            "Users",
            "Government",
            "Consumers",
            "Academia and research",
            "General interest",
        ),
    ),
    "city": (
        gettext_noop("City"),
        (
            "Residents",
            "City administration",
            "Elected representatives",
            "Local business",
            "Associations",
            "Experts",
        ),
    ),
}
