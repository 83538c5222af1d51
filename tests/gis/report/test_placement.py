"""Labels: by priority, inside the frame, never over each other or a symbol."""

from hypothesis import given
from hypothesis import strategies as st

from gis.report.placement import LINE_HEIGHT, Label, place_labels, text_width

FRAME = (0.0, 0.0, 600.0, 400.0)
WISHES = st.lists(
    st.builds(
        Label,
        text=st.text(alphabet="龙宫小学AB1", min_size=1, max_size=8),
        x=st.floats(-20, 620),
        y=st.floats(-20, 420),
        symbol_radius=st.floats(3, 20),
        size=st.sampled_from([20.0, 28.0]),
        priority=st.integers(0, 9).map(float),
    ),
    max_size=25,
)


def box(placed):
    label = placed.label
    top = placed.baseline - label.size * (LINE_HEIGHT + 0.76) / 2
    return placed.left, top, placed.left + text_width(label.text, label.size), top + label.size * LINE_HEIGHT


def overlap(a, b):
    slack = 1e-6
    return a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack


@given(WISHES)
def test_labels_stay_apart_and_inside(wishes):
    symbols = [
        (w.x - w.symbol_radius, w.y - w.symbol_radius, w.x + w.symbol_radius, w.y + w.symbol_radius)
        for w in wishes
    ]
    boxes = [box(p) for p in place_labels(wishes, frame=FRAME, obstacles=symbols)]
    for k, one in enumerate(boxes):
        assert one[0] >= -1e-6
        assert one[1] >= -1e-6
        assert one[2] <= FRAME[2] + 1e-6
        assert one[3] <= FRAME[3] + 1e-6
        assert not any(overlap(one, other) for other in boxes[:k])
        assert not any(overlap(one, symbol) for symbol in symbols)


def test_the_more_important_label_wins():
    """Two labels want the only free strip, right of their points."""
    frame = (0.0, 0.0, 130.0, 26.0)
    weak, strong = Label("弱", 100, 13, 3, 20, 1), Label("强", 100, 13, 3, 20, 2)
    placed = place_labels([weak, strong], frame=frame, obstacles=[(0, 0, 98, 26)])
    assert [p.label.text for p in placed] == ["强"]
