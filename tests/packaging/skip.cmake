# Says why the test is left out: WHY.
message("skipped: ${WHY}")
