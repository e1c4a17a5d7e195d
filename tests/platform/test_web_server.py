"""The keeper of the web server, with a small master in gunicorn's place."""

import gc
import os
import select
import signal
import socket
from contextlib import closing

import pytest

from config import web_server
from config.web_server import Keeper, open_door

PATIENCE = 20


def answer_with_ones_number(door, _options):
    """A master that tells whoever comes its number, and ends when it is told to."""
    with socket.socket(fileno=door) as listening:
        while True:
            visitor, _address = listening.accept()
            with closing(visitor):
                visitor.recv(1)  # waits for as long as the visitor says nothing
                visitor.sendall(str(os.getpid()).encode())


def tell_what_is_never_walked_through(door, _options):
    with socket.socket(fileno=door) as listening:
        visitor, _address = listening.accept()
        with closing(visitor):
            visitor.sendall(str(gc.get_freeze_count()).encode())


def end_at_once(_door, options):
    os._exit(int(options[0]))


@pytest.fixture
def start(monkeypatch):
    """Begin a keeper with this master; gives its number and where it listens."""
    begun = []

    def keeper_of(master, *options):
        monkeypatch.setattr(web_server, "become_gunicorn", master)
        door = open_door("127.0.0.1:0")
        child = os.fork()
        if child == 0:
            ended = 99
            try:
                ended = Keeper(door, list(options)).keep()
            finally:
                os._exit(ended)
        begun.append(child)
        with closing(door):
            return child, door.getsockname()

    yield keeper_of
    for child in begun:
        if os.waitpid(child, os.WNOHANG) == (0, 0):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def who_answers(address):
    with socket.create_connection(address, timeout=30) as line:
        line.sendall(b"?")
        return int(line.recv(20))


def ends(process):
    return bool(select.select([process], [], [], PATIENCE)[0])  # readable: it has ended


def test_a_killed_master_is_followed_by_another_and_nobody_is_turned_away(start):
    _keeper, address = start(answer_with_ones_number)
    masters = [who_answers(address)]
    for _kill in range(3):
        with os.fdopen(os.pidfd_open(masters[-1])) as master:
            os.kill(masters[-1], signal.SIGKILL)
            assert ends(master)  # while it dies it may still take a visitor with it
        masters.append(who_answers(address))
    assert len(set(masters)) == 4


def test_nobody_waits_while_the_collector_walks_through_the_programme_itself(start):
    _keeper, address = start(tell_what_is_never_walked_through)
    assert who_answers(address) > 100_000


def test_a_visitor_who_says_nothing_holds_nobody_up(start):
    _keeper, address = start(answer_with_ones_number)
    with socket.create_connection(address), socket.create_connection(address):
        assert who_answers(address) > 0


def test_a_farewell_ends_the_master_too_and_shuts_the_door(start):
    keeper, address = start(answer_with_ones_number)
    with os.fdopen(os.pidfd_open(who_answers(address))) as master, os.fdopen(os.pidfd_open(keeper)) as kept:
        os.kill(keeper, signal.SIGTERM)
        assert ends(kept)
        assert ends(master)
    with pytest.raises(ConnectionRefusedError):
        who_answers(address)


def test_a_master_that_ends_by_itself_is_not_begun_again(start):
    keeper, _address = start(end_at_once, "3")
    assert os.waitid(os.P_PID, keeper, os.WEXITED | os.WNOWAIT).si_status == 3


def test_a_killed_keeper_leaves_no_master_behind(start):
    keeper, address = start(answer_with_ones_number)
    with os.fdopen(os.pidfd_open(who_answers(address))) as master:
        os.kill(keeper, signal.SIGKILL)
        assert ends(master)
