"""What a process said last, before it died."""

import os

from models.jobs.child import Child


def test_the_last_words_of_a_process_are_kept_and_passed_on(capfd):
    child = Child(["no_such_module"], os.environ)
    child.wait()
    assert child.ending().startswith("no_such_module ended with exit code 1\n")
    assert "No module named no_such_module" in child.ending()
    assert "No module named no_such_module" in capfd.readouterr().err


def test_a_process_that_goes_on_has_no_ending():
    child = Child(["code"], os.environ)  # which waits for its standard input
    assert child.ending() == ""
    child.kill()
    child.wait()
    assert "exit code -9" in child.ending()
