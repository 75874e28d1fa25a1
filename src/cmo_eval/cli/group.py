"""Groups of commands of which a module is imported only when its command is wanted; knows no command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

SETTINGS = {"help_option_names": ["-h", "--help"]}
"""What every group and command has in common."""


WITHOUT_EFFECT = frozenset({"--no-cache"})
"""Options of earlier versions that have nothing to do any more; whoever's scripts give them goes on undisturbed."""


class Named(NamedTuple):
    """A command before it is imported: its module, which has `command` or (a group) `app`, and what it does."""

    module: str
    help: str


def group(commands: Mapping[str, Named]) -> type[TyperGroup]:
    """A class of group that has these commands, in this order."""

    class Group(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer asks it of the class
            return list(commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
            if cmd_name not in self.commands and cmd_name in commands:
                self.commands[cmd_name] = _imported(cmd_name, commands[cmd_name].module)
            return self.commands.get(cmd_name)

        def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
            with formatter.section("Commands"):
                formatter.write_dl([(name, named.help) for name, named in commands.items()])

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            args = [one for one in args if one not in WITHOUT_EFFECT]
            if args and args[0] in commands:
                self.get_command(ctx, args[0])
            else:  # a typing error: the nearest name is looked for among all
                for name in commands:
                    self.get_command(ctx, name)
            return super().resolve_command(ctx, args)

    return Group


def app(name: str, commands: Mapping[str, Named], help_: str, *, add_completion: bool = False) -> typer.Typer:
    """A program, or a group of commands in one, that imports a command when it is wanted.

    With `add_completion`, which is for the program, it has options that install completion in a shell.
    """
    return typer.Typer(
        name=name,
        add_completion=add_completion,
        cls=group(commands),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=SETTINGS,
        help=help_,
    )


def _imported(name: str, module: str) -> Any:
    found = import_module(module)
    inner: typer.Typer | None = getattr(found, "app", None)
    if inner is None:
        inner = typer.Typer(rich_markup_mode=None, add_completion=False)
        run: Callable[..., Any] = found.command
        inner.command(name, context_settings=SETTINGS)(run)
    made = get_command(inner)
    made.name = name
    return made


def names(commands: Mapping[str, Named]) -> list[str]:
    """Every command by its whole name, such as `verify` or `code add`, sorted; imports the groups."""
    found: list[str] = []
    for name, named in commands.items():
        inner: Mapping[str, Named] | None = getattr(import_module(named.module), "COMMANDS", None)
        found += [name] if inner is None else [f"{name} {one}" for one in names(inner)]
    return sorted(found)
