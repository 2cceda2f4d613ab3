"""Fuzzes the reader of tables."""

from tests.hostile.harness import fuzz

SEEDS = (
    b"x_1,x_2,y\n0,1,cat\n2,3,dog\n",
    b'"x_1_1",W_1_2,y\r\n1e300,-inf,"a,\n""b"""\r\n',
    b"\xef\xbb\xbfX,Y\n1_0,0x1\n",
)
WORDS = ("x_1", "x_01", "_999999999", "nan", '""', "1e309", "W_1_1", ",", "-", "x")

if __name__ == "__main__":
    fuzz(("csv",), SEEDS, WORDS)
