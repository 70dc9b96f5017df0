"""The ``wbgen`` command: its verbs, and the one place where errors end."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
import traceback
from typing import Any

import click

from wbgen import __version__
from wbgen.cli.lazy import LazyVerbs
from wbgen.errors import Exit, WbgenError

#: Every verb with the module that has it; a verb is imported when it is used.
VERBS: dict[str, str] = {
    "init": "wbgen.cli.init",
    "lint": "wbgen.cli.lint",
    "fmt": "wbgen.cli.fmt",
    "build": "wbgen.cli.build",
    "plan": "wbgen.cli.plan",
    "apply": "wbgen.cli.apply",
    "pull": "wbgen.cli.pull",
    "preview": "wbgen.cli.preview",
    "check": "wbgen.cli.check",
    "destroy": "wbgen.cli.destroy",
    "restore": "wbgen.cli.restore",
    "serve": "wbgen.cli.serve",
    "doctor": "wbgen.cli.doctor",
    "script": "wbgen.cli.script",
    "guide": "wbgen.cli.guide",
    "sweep": "wbgen.cli.sweep",
    "schedule": "wbgen.cli.schedule",
    "schema": "wbgen.cli.schema",
}


#: What the system says of an output that takes no more.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NobodyReadsError(Exception):
    """Whoever read the output went away (``| head``)."""


class Verbs(LazyVerbs):
    """The verbs of wbgen."""

    modules = VERBS

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise NobodyReadsError from error  # click would end the process with 1


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wbgen")
def wbgen() -> None:
    """Dashboards as code for Weights & Biases.

    One YAML spec becomes workspaces and reports that are planned, reviewed and applied.

    \b
    Start here:
      wbgen init                     write a first spec
      wbgen apply                    make it, on the embedded server
      wbgen serve                    look at it
    """


def main(args: list[str] | None = None) -> Any:
    """Run the command and leave the process with the exit code that belongs to what happened."""
    spare_collecting()
    try:
        code = wbgen.main(args=args, standalone_mode=False)
        sys.exit(code if isinstance(code, int) else Exit.OK)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        sys.exit(Exit.INTERRUPTED)
    except NobodyReadsError:
        # Nothing is wrong, and nothing more can be said.
        let_go_of_output()
        sys.exit(Exit.OK)
    except WbgenError as error:
        tell(error)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001  # the boundary: whatever else comes here is a bug of ours
        if isinstance(error, OSError) and error.errno in FULL:
            let_go_of_output()
            tell(WbgenError(f"the output cannot be written: {error.strerror}", cure="make room for it"))
            sys.exit(Exit.ERROR)
        tell_bug(error)
        sys.exit(Exit.BUG)


def let_go_of_output() -> None:
    """Send what is still to be written on stdout nowhere, rather than fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def spare_collecting() -> None:
    """Search for garbage rarely, and not once more at the end.

    What a command imports stays until it ends. Looking through all of that again and again took a sixth
    of the time of ``lint`` and ``plan``.
    """
    gc.set_threshold(500_000, 20, 50)
    atexit.register(gc.freeze)


def tell(error: WbgenError) -> None:
    """Say what went wrong on stderr: the diagnostics it carries, or its sentence and cure."""
    from wbgen.cli.show import show_diagnostics
    from wbgen.spec.diagnostics import SpecError

    if isinstance(error, SpecError):
        show_diagnostics(error.diagnostics)
        return
    from wbgen.spec.diagnostics import printable_lines

    # Both may hold what others wrote.
    told = printable_lines(error.message)
    click.echo(f"{click.style('error:', fg='red', bold=True)} {told}", err=True)
    if error.cure:
        click.echo(f"  cure: {printable_lines(error.cure)}", err=True)


def tell_bug(error: Exception) -> None:
    """Own up to a bug; the traceback is shown where it is asked for."""
    click.echo(f"this is a bug in wbgen: {type(error).__name__}: {error}", err=True)
    if os.environ.get("WBGEN_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("  cure: run it again with WBGEN_DEBUG=1 and report what it prints", err=True)


if __name__ == "__main__":
    main()
