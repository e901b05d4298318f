"""Every request begins on the doorstep: nothing of any organization is seen until it is known who asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tuque.core import wall
from tuque.core.wall import Purpose


class Doorstep:
    """Comes before the session is read. Whoever finds out who asks calls `wall.step_in`; the next request begins here again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with wall.system(Purpose.DOORSTEP):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                response.streaming_content = wall.carried(response.streaming_content)
            return response
