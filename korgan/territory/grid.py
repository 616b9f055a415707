"""A quadtree over polygons: each cell knows the few it touches, and whether it lies wholly in one. Pure.

Most points are answered by their cell alone. Threads may share it: nothing here changes once it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, STRtree

HALVINGS = 12
# A cell that touches no more than these is not cut further: asking each is cheaper than a deeper tree.
FEW = 2
# Degrees; rounding may count a point on a cell's edge to the neighbour, so that each cell is tried a little larger.
SPARE = 1e-9


@dataclass(frozen=True, slots=True)
class Cell:
    """Places of the polygons it touches, in the order of the list; `is_inside` when it lies wholly in the only one."""

    touched: tuple[int, ...]
    is_inside: bool


NOWHERE = Cell((), False)
Cells = Mapping[tuple[int, int], Cell]
Boxes = NDArray[np.object_]


class Grid:
    def __init__(self, polygons: Sequence[Geometry], index: STRtree) -> None:
        bounds: tuple[float, float, float, float] = (0, 0, 0, 0)
        if polygons:
            bounds = shapely.total_bounds(polygons).tolist()
        self.west, self.south, east, north = bounds
        # A little more than the bounds, so that their east and north edges lie within the last cells.
        self.across = (1 << HALVINGS) / (east - self.west + SPARE)
        self.along = (1 << HALVINGS) / (north - self.south + SPARE)
        self.levels = self._levels(np.array(polygons, dtype=object), index)

    def cell(self, lon: float, lat: float) -> Cell:
        """The cell around a point, in degrees WGS 84; NOWHERE where no polygon is near."""
        column, row = int((lon - self.west) * self.across), int((lat - self.south) * self.along)
        for shift, cells in self.levels:
            if (cell := cells.get((column >> shift, row >> shift))) is not None:
                return cell
        return NOWHERE

    def _levels(self, polygons: NDArray[np.object_], index: STRtree) -> list[tuple[int, Cells]]:
        """From one cell for all to the smallest: (halvings that remain, the cells that are not cut further)."""
        levels: list[tuple[int, Cells]] = []
        cells = np.zeros((1, 2), dtype=np.int64)
        for shift in range(HALVINGS, -1, -1):
            boxes = self._boxes(cells, shift)
            of_box, touched = index.query(boxes, predicate="intersects")
            counts = np.bincount(of_box, minlength=len(boxes))
            is_whole = counts <= FEW if shift else np.ones(len(boxes), dtype=bool)
            inside = _inside(polygons, boxes, of_box, touched, counts)
            lists = np.split(touched[np.lexsort((touched, of_box))], np.cumsum(counts)[:-1])
            kept = np.flatnonzero(is_whole & (counts > 0)).tolist()
            found = {tuple(cells[box].tolist()): Cell(tuple(lists[box].tolist()), bool(inside[box])) for box in kept}
            levels.append((shift, found))
            cells = _quarters(cells[~is_whole])
            if not len(cells):
                break
        return [level for level in levels if level[1]]

    def _boxes(self, cells: NDArray[np.int64], shift: int) -> Boxes:
        wide, high = (1 << shift) / self.across, (1 << shift) / self.along
        west, south = self.west + cells[:, 0] * wide, self.south + cells[:, 1] * high
        boxes: Boxes = shapely.box(west - SPARE, south - SPARE, west + wide + SPARE, south + high + SPARE)
        return boxes


def _inside(
    polygons: NDArray[np.object_],
    boxes: Boxes,
    of_box: NDArray[np.int64],
    touched: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which boxes lie wholly in the only polygon they touch."""
    inside = np.zeros(len(boxes), dtype=bool)
    alone = counts[of_box] == 1
    inside[of_box[alone]] = shapely.contains_properly(polygons[touched[alone]], boxes[of_box[alone]])
    return inside


def _quarters(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    quarters: NDArray[np.int64] = (cells[:, None, :] * 2 + corners).reshape(-1, 2)
    return quarters
