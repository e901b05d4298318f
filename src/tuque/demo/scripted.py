"""Scripted people who write to the demonstration, so that its floor, its wallboard and its consoles move.

They write to a line of their own, which has no public address. The router offers them like anyone: to whoever sits at a console,
whom they answer in their own time, or to an invented responder, who says the same few words each time. What each does follows
from what was said so far, never from a memory: a start later goes on, or ends what nobody holds any more.
"""

import secrets
import threading
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from django.db import OperationalError, close_old_connections

from tuque.accounts.models import Organization, Worker
from tuque.channels import api as channels
from tuque.contact_centre.console import scripts, seats, talks
from tuque.contact_centre.console.models import ResponderCard
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.state import State
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.demo import callers
from tuque.demo.line import at_consoles

CODE = callers.SCRIPTED
AT_CONSOLES = tuple(f"{name}@demo.example" for name in ("amina", "bea", "carl", "dana"))
MOST_AT_ONCE = 6
FIRST_FEW, SECONDS_AT_FIRST, SECONDS_LATER = 4, 15.0, 75.0
LOOK_SECONDS = 2.5
PRESS, TYPE = (
    timedelta(seconds=4),
    (8.0, 20.0),
)  # until someone accepts; until someone has written, from and to, seconds
PEOPLE = (channels.Author.PERSON, channels.Author.RESPONDER, channels.Author.SUPERVISOR)
UNDER_WAY = (channels.State.WAITING, channels.State.OPEN)
PATIENCE, FORGOTTEN = timedelta(minutes=4), timedelta(minutes=15)
# What an invented responder says, whoever writes: plain, and never the same as advice.
ANSWERS: Sequence[dict[str, str]] = (
    {
        "en": "Hello. I am glad you wrote. What is happening right now?",
        "fr": "Bonjour. Vous avez bien fait d’écrire. Qu’est-ce qui se passe en ce moment?",
    },
    {
        "en": "That is a lot to carry alone. How long has it been like this?",
        "fr": "C’est lourd à porter sans aide. Depuis combien de temps est-ce comme ça?",
    },
    {
        "en": "Thank you for telling me. Are you safe where you are?",
        "fr": "Merci de me le dire. Êtes-vous en sécurité, là où vous êtes?",
    },
    {
        "en": "I ask everyone, plainly: are you thinking of suicide?",
        "fr": "Je le demande à tout le monde, sans détour : pensez-vous au suicide?",
    },
    {"en": "I hear you. Who could be with you tonight?", "fr": "Je vous entends. Qui pourrait être avec vous ce soir?"},
    {
        "en": "What would help you through the next hour?",
        "fr": "Qu’est-ce qui vous aiderait à passer la prochaine heure?",
    },
    {
        "en": "Thank you for talking with me. You can write again at any time.",
        "fr": "Merci de m’avoir parlé. Vous pouvez écrire de nouveau n’importe quand.",
    },
)


def fill(organization: Organization, *, at: datetime) -> None:
    """Make the line on first use, and have those who can sign in asked for it, beside the lines that the public reaches."""
    make_line(organization, at=at)
    skills = dict.fromkeys([*seats.lines_of(organization), CODE], 1)
    for worker in Worker.objects.filter(organization=organization, email__in=AT_CONSOLES):
        values = {"organization": organization, "languages": ["en", "fr"], "skills": skills, "changed_at": at}
        ResponderCard.objects.get_or_create(worker=worker, defaults=values)


def make_line(organization: Organization, *, at: datetime) -> channels.Line:
    """Out of use, so that it has no public address: whoever really writes reaches the other line."""
    found, _made = channels.Line.objects.get_or_create(
        code=CODE,
        defaults={
            "organization": organization,
            "name_en": "Harbour Chat (scripted people)",
            "name_fr": "Clavardage du havre (personnages)",
            "channels": ["chat"],
            "languages": ["en", "fr"],
            "salt": secrets.token_urlsafe(24),
            "is_in_use": False,
            "keep_days": 1,
            "created_at": at,
        },
    )
    return found


def open_one(line: channels.Line, *, at: datetime) -> channels.Conversation:
    """Someone begins to write: who they are follows from the conversation's id."""
    name = new_id()
    script, draw = script_of(name), Random(name.int)  # noqa: S311  an invented person
    conversation = channels.start(
        line,
        channel=channels.Channel.CHAT,
        language="fr" if draw.random() < 0.35 else "en",
        at=at,
        conversation_id=name,
        first_answers={"distress": script.distress},
    )
    _say_step(conversation, script, 0, at=at)
    return conversation


def script_of(name: UUID) -> scripts.Script:
    return scripts.scripts()[name.int % len(scripts.scripts())]


def go_on(line: channels.Line, *, at: datetime, real: Collection[str] = ()) -> None:
    """What is due in each conversation of the line. `real` sit at a console, and press and write for themselves."""
    rows = channels.Conversation.objects.select_related("line", "organization").filter(line=line, state__in=UNDER_WAY)
    is_somebody_free = bool(real) and desk.read(line.organization, lambda state: _is_free(state, real))
    for conversation in rows:
        stage, who, offer, since = desk.read(line.organization, lambda state, one=conversation: _held(state, one))  # type: ignore[misc]
        if stage == "offered" and who not in real and at >= since + PRESS:
            if is_somebody_free:  # whoever tries the console should not wait for long
                desk.run(line.organization, commands.decline, offer, responder=who, at=at)
                continue
            desk.run(line.organization, commands.accept, offer, responder=who, at=at)
            talks.come_in(str(conversation.public_id), by=Worker.objects.get(public_id=who), at=at)
        elif stage == "talking":
            _talk(conversation, at=at, responder=None if who in real else Worker.objects.get(public_id=who))
        elif not stage or (stage == "waiting" and at >= since + PATIENCE):
            channels.leave(conversation=conversation, at=at)
            channels.end(conversation=conversation, at=at)


def _is_free(state: State, real: Collection[str]) -> bool:
    seats = [state.seats[name] for name in real if name in state.seats]
    return any(not (one.talking or one.paused or one.resting or one.offer_of) for one in seats)


def _held(state: State, conversation: channels.Conversation) -> tuple[str, str, str, datetime]:
    """How the router has it: the stage ("" for not at all), who answers, the offer, since when they wait or are asked."""
    held = state.held.get(str(conversation.public_id))
    if held is None:
        return "", "", "", conversation.started_at
    asked = held.expires_at - state.policy.offer_seconds[held.contact.channel] if held.offer else held.place
    return (
        held.stage.value,
        held.responder,
        held.offer,
        datetime.fromtimestamp(asked, tz=conversation.started_at.tzinfo),
    )


def _talk(conversation: channels.Conversation, *, at: datetime, responder: Worker | None) -> None:
    """Whoever's turn it is says something, once they have had the time to write it. Without `responder`, a person at a console
    answers."""
    rows = conversation.messages.filter(kind=channels.Said.SAID, author__in=PEOPLE)
    said = list(rows.order_by("sequence").values_list("author", "at"))
    script, last = script_of(conversation.public_id), said[-1][1] if said else conversation.started_at
    pause = timedelta(seconds=Random(f"{conversation.public_id}{len(said)}").uniform(*TYPE))  # noqa: S311
    is_persons_turn = bool(said) and said[-1][0] != channels.Author.PERSON
    if at < last + pause:
        return
    step = _steps_said(script, conversation.language, sum(author == channels.Author.PERSON for author, _at in said))
    if is_persons_turn and step < len(script.says):
        _say_step(conversation, script, step, at=at)
    elif responder is not None and not is_persons_turn:
        answers = sum(author != channels.Author.PERSON for author, _at in said)
        said_now = ANSWERS[-1] if step >= len(script.says) else ANSWERS[min(answers, len(ANSWERS) - 1)]
        talks.say(
            conversation,
            message_id=uuid5(conversation.public_id, f"answer.{answers}"),
            text=said_now["fr" if conversation.language == "fr" else "en"],
            is_whisper=False,
            by=responder,
            at=at,
        )
    elif responder is not None or at >= last + FORGOTTEN:
        channels.end(conversation=conversation, at=at)


def _steps_said(script: scripts.Script, language: str, messages: int) -> int:
    """How many steps of the script so many messages of the person are."""
    step = 0
    while step < len(script.says) and messages > 0:
        messages -= len(script.lines(step, language))
        step += 1
    return step


def _say_step(conversation: channels.Conversation, script: scripts.Script, step: int, *, at: datetime) -> None:
    for place, text in enumerate(script.lines(step, conversation.language)):
        channels.say(
            conversation=conversation,
            message_id=uuid5(conversation.public_id, f"{step}.{place}"),
            text=text,
            author=channels.Author.PERSON,
            at=at,
        )


# While it is served


def live_on(stop: threading.Event) -> threading.Thread:
    """Have people write every so often, in a thread of its own, until `stop` is set."""
    thread = threading.Thread(target=_live, args=(stop,), name="demo-scripted", daemon=True)
    thread.start()
    return thread


def _live(stop: threading.Event) -> None:
    with wall.system(wall.Purpose.OPERATOR):
        downtown = Organization.objects.get(code="downtown")
    opened, next_at = 0, now() + timedelta(seconds=SECONDS_AT_FIRST / 3)
    while not stop.wait(LOOK_SECONDS):
        try:
            if play(downtown, at=now(), opens=now() >= next_at):
                opened += 1
                next_at = now() + timedelta(seconds=SECONDS_AT_FIRST if opened < FIRST_FEW else SECONDS_LATER)
        except OperationalError:
            continue  # the database is busy or going away: the next turn comes
        finally:
            close_old_connections()


def play(organization: Organization, *, at: datetime, opens: bool) -> bool:
    """Have everyone go on, and someone new write if it is time and they are not too many. Whether someone did."""
    with wall.within(organization.pk):
        line = make_line(organization, at=at)
        go_on(line, at=at, real=at_consoles(organization))
        under_way = line.conversations.filter(state__in=UNDER_WAY).count()
        if opens and under_way < MOST_AT_ONCE:
            open_one(line, at=at)
            return True
    return False
