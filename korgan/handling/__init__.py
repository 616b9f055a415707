"""What an operator does with an appeal: take, release, close; clocks."""
