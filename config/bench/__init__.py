"""`python3 manage.py bench`: how fast we are beside the least that could do the same, as ratios of one run.

A goal of speed is one function in a file of this package, named in everything.MEASURES:

    @measure("P1", "公开列表页", unit="CPU ms/请求", limit=1.0)
    def list_page(stage: Stage) -> Reading:
        return stage.alternate(ours=..., raw=...)

`ours` and `raw` are two functions without arguments, each of which does its work once and returns what one unit of it
cost (stage.cpu and stage.clock measure a call; web.served measures requests). They take turns, so that
whatever else the machine does meets both, and the medians are compared. `limit` is the highest ratio of ours to raw,
`least` the lowest, `most` the highest of ours by itself, `growth` the highest exponent of ours from one size to the
next. The stage has a database of its own with `stage.size` published records; write nothing that stays in it.
"""
