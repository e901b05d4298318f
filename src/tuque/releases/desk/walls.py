"""What the second wall does at the data desk."""

from tuque.core.wall.rules import Common, Rule

RULES: dict[str, Rule] = {
    "releases.DeskCount": Common("How often the desk was used, by month: about nobody."),
}
