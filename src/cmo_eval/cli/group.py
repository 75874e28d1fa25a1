"""Groups of commands of which a module is imported only when its command is wanted; knows no command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

SETTINGS = {"help_option_names": ["-h", "--help"]}
"""What every group and command has in common."""


WITHOUT_EFFECT = frozenset({"--no-cache"})
"""Options of earlier versions that have nothing to do any more; whoever's scripts give them goes on undisturbed."""


class Named(NamedTuple):
    """A command before it is imported: where it stands, as `module:function`, and what it does."""

    place: str
    help: str


class Group(NamedTuple):
    """Commands under one name, what they do, and the same at length."""

    commands: Mapping[str, Named]
    help: str
    about: str


Commands: TypeAlias = Mapping[str, Named | Group]


_MADE: Mapping[Any, Callable[[Any], Any]] = {str: str, Path: Path, list[str]: str, list[Path]: Path, bool: bool}


class _Plain:
    """How a value of the command line becomes what its command asks for, without pydantic.

    typer would import pydantic, and build a validator with it for each option that a command has: longer work than all
    else that its help needs. Only numbers that somebody gives are left to typer, which says what is wrong with them.
    """

    def __init__(self, annotation: Any) -> None:
        self._made = _MADE.get(annotation)

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value or values; None, or no values, where none was given."""
        if param.multiple or param.nargs == -1:
            return [self._one(each, param, ctx) for each in value or ()]
        return None if value is None else self._one(value, param, ctx)

    def _one(self, value: Any, param: Any, ctx: Any) -> Any:
        if self._made is not None:
            return self._made(value)
        if not isinstance(value, str):
            return value  # its default
        param._runtime_param = None  # noqa: SLF001 - typer makes its own then
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


class _Lean:
    """A command whose options are plain; where another version of typer has no place for that, it does as it does."""

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc] # of the command that this is mixed into
        for param in params:
            if getattr(param, "_runtime_param", self) is None:
                param._runtime_param = _Plain(param.type_descriptor.annotation)  # noqa: SLF001
        return params


class _Command(_Lean, TyperCommand):
    pass


def group(commands: Commands) -> type[TyperGroup]:
    """A class of group that has these commands, in this order."""

    class Lazy(_Lean, TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer asks it of the class
            return list(commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
            if cmd_name not in self.commands and cmd_name in commands:
                self.commands[cmd_name] = _imported(cmd_name, commands[cmd_name])
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

    return Lazy


def app(name: str, commands: Commands, help_: str, *, add_completion: bool = False) -> typer.Typer:
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


def _imported(name: str, named: Named | Group) -> Any:
    if isinstance(named, Group):
        inner = app(name, named.commands, named.about)
        inner.callback()(_nothing)
    else:
        inner = typer.Typer(rich_markup_mode=None, add_completion=False)
        module, _, function = named.place.partition(":")
        run: Callable[..., Any] = getattr(import_module(module), function)
        inner.command(name, cls=_Command, context_settings=SETTINGS)(run)
    made = get_command(inner)
    made.name = name
    return made


def _nothing() -> None:
    """Typer takes no group without commands of its own, and these come when they are wanted."""


def names(commands: Commands) -> list[str]:
    """Every command by its whole name, such as `verify` or `code add`, sorted."""
    found: list[str] = []
    for name, named in commands.items():
        found += [f"{name} {one}" for one in names(named.commands)] if isinstance(named, Group) else [name]
    return sorted(found)
