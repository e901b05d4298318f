"""What is sent to the data desk, made into clean values."""

from tuque.directory import api as directory
from tuque.releases.desk.questions import Query


class Question(directory.finder_forms.Search):
    """The finder's own fields, so that both read a question alike."""

    def query(self) -> Query:
        return Query.of(self.cleaned_data)

    def point(self) -> tuple[float, float] | None:
        """Where the device is, if it said so: used for this answer, kept nowhere."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return (lon, lat) if lon is not None and lat is not None else None
