"""`./tuque` on a machine that lacks something: it says what, and which command to run, in the operator's language."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from threading import Event

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher():
    loader = SourceFileLoader("launcher", str(ROOT / "tuque"))
    made = module_from_spec(spec_from_loader("launcher", loader))
    loader.exec_module(made)
    return made


@pytest.fixture(params=["en", "fr"])
def language(request, monkeypatch):
    monkeypatch.setenv("TUQUE_LANGUAGE", request.param)
    return request.param


def test_who_is_not_root_is_told_the_command_for_what_is_missing(launcher, language, monkeypatch, capsys):
    monkeypatch.setattr(
        launcher.shutil, "which", lambda name: None if name.startswith("chromium") else f"/usr/bin/{name}"
    )
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(launcher, "run", lambda *command, **_: pytest.fail(f"ran {command}"))

    with pytest.raises(SystemExit) as ended:
        launcher.prepare_browser()

    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert {"en": "Run this, then try again:", "fr": "Lancez ceci, puis réessayez :"}[language] in said
    assert "sudo apt-get update && sudo apt-get install chromium-headless-shell fonts-dejavu-core" in said


def test_root_has_it_installed(launcher, monkeypatch):
    ran = []
    monkeypatch.setattr(
        launcher.shutil, "which", lambda name: None if name.startswith("chromium") else f"/usr/bin/{name}"
    )
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 0)
    monkeypatch.setattr(launcher, "run", lambda command, **_: ran.append(command[:2]))

    launcher.prepare_browser()

    assert ran == [["apt-get", "update"], ["apt-get", "install"]]


def test_a_python_that_is_too_old_is_named(launcher, language, monkeypatch, capsys):
    monkeypatch.setattr(launcher.sys, "version_info", (3, 9))

    with pytest.raises(SystemExit):
        launcher.main()

    assert {"en": "needs Python 3.11", "fr": "a besoin de Python 3.11"}[language] in capsys.readouterr().err


def test_a_step_that_fails_is_named_and_can_be_run_again(launcher, language, capfd):
    with pytest.raises(SystemExit):
        launcher.run([sys.executable, "-c", "raise SystemExit(3)"])

    said = capfd.readouterr().err
    assert {"en": "This step failed:", "fr": "Cette étape a échoué :"}[language] in said
    assert {"en": "run the same command again", "fr": "relancez la même commande"}[language] in said


@pytest.mark.parametrize("own", [Path("/usr/bin/node"), None])
def test_the_front_end_waits_for_pythons_packages_only_where_they_bring_node(launcher, monkeypatch, own):
    built, order = Event(), []
    monkeypatch.setattr(launcher, "own_node", lambda: own)
    monkeypatch.setattr(launcher, "prepare_venv", lambda: None)
    monkeypatch.setattr(launcher, "prepare_frontend", lambda: (order.append("front end"), built.set()))
    monkeypatch.setattr(
        launcher, "prepare_python", lambda **_: (built.wait(10 if own else 0), order.append("packages"))
    )

    launcher.prepare(with_test_tools=False)

    assert order == (["front end", "packages"] if own else ["packages", "front end"])


def test_an_environment_whose_python_is_gone_is_filled_again_and_nothing_else_there_is_touched(
    launcher, tmp_path, monkeypatch
):
    stamp, other = tmp_path / "packages.sha256", tmp_path / "letter.txt"
    stamp.write_text("as before")
    other.write_text("mine")
    monkeypatch.setattr(launcher, "VENV", tmp_path)
    monkeypatch.setattr(launcher, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr(launcher.venv.EnvBuilder, "_setup_pip", lambda *_: None)

    launcher.prepare_venv()

    assert launcher.PYTHON.exists()
    assert not stamp.exists()
    assert other.read_text() == "mine"


def test_a_front_end_that_fails_ends_the_preparation(launcher, monkeypatch):
    monkeypatch.setattr(launcher, "own_node", lambda: Path("/usr/bin/node"))
    monkeypatch.setattr(launcher, "prepare_venv", lambda: None)
    monkeypatch.setattr(launcher, "prepare_python", lambda **_: None)
    monkeypatch.setattr(launcher, "prepare_frontend", lambda: launcher.stop("no network"))

    with pytest.raises(SystemExit):
        launcher.prepare(with_test_tools=False)


def test_messages_are_compiled_again_when_they_or_their_compiler_change(launcher, tmp_path, monkeypatch):
    catalogue = tmp_path / "src/tuque/hall/locale/fr/LC_MESSAGES/django.po"
    compiler = tmp_path / "src/tuque/core/translations.py"
    for path in (catalogue, compiler):
        path.parent.mkdir(parents=True)
        path.write_text("one")
    (tmp_path / ".venv").mkdir()
    ran = []

    def compiled(command, **_):
        ran.append(command)
        catalogue.with_suffix(".mo").touch()

    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    monkeypatch.setattr(launcher, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(launcher, "run", compiled)

    launcher.prepare_messages({})
    launcher.prepare_messages({})
    assert len(ran) == 1

    for path in (catalogue, compiler):
        path.write_text("two")
        launcher.prepare_messages({})
    assert len(ran) == 3
