"""The choice of containers for a dose, from given sizes or from a code's packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from ..amounts.amount import Amount, in_measure_of
from ..amounts.arguments import checked_flag, is_given
from ..codes.code import JCode
from ..codes.periods import DateLike
from ..errors import BadAmount
from ..ndc.numbers import Ndc
from .containers import labeled_total, listed, read_containers

__all__ = ["VialChoice", "choose_vials"]


@frozen
class VialChoice:
    """The containers to open for a dose.

    Attributes:
        dose: the dose to be given.
        vials: the containers, the largest first.
        ndcs: for sizes from the crosswalk, the packages of each size.
    """

    dose: Amount
    vials: tuple[Amount, ...]
    ndcs: Mapping[Amount, tuple[Ndc, ...]] = field(factory=dict, eq=False)

    @property
    def total(self) -> Amount:
        """The total of the labeled amounts."""
        return labeled_total(self.vials).to(self.dose.unit.symbol)

    @property
    def left(self) -> Amount:
        """The amount left after the dose."""
        return self.total - self.dose

    def avoidable(self, opened: Iterable[Amount | str]) -> Amount | None:
        """How much more was opened than this choice requires; None if no more.

        Source: CGS, 2023-06-27: units match the smallest vials that supply the dose.
        """
        total = in_measure_of(labeled_total(read_containers(opened)), self.dose)
        return total - self.total if total > self.total else None

    def __str__(self) -> str:
        return f"{listed(self.vials)} = {self.total} for {self.dose}, {self.left} left"

    def _repr_html_(self) -> str:
        from ..display.html import html_code  # few programs show a notebook

        return html_code(str(self))


def choose_vials(  # noqa: PLR0913 - each narrows the source of the sizes
    dose: Amount | str,
    sizes: Iterable[Amount | str] | None = None,
    *,
    code: JCode | str | None = None,
    on: DateLike | None = None,
    nearest: bool = False,
    brand: str | None = None,
    labeler: str | None = None,
    ndcs: Iterable[Ndc | str] | None = None,
) -> VialChoice:
    """The containers with the smallest total that covers a dose, then the fewest.

    Args:
        dose: the dose to be given.
        sizes: the amounts in which containers are available, each as often as
            needed. Instead of sizes, pass ``code`` and ``on``, and any of the others.
        code: a code or a name that has one; the sizes are those of its packages in CMS's crosswalk.
        on: the date of service.
        nearest: whether to use the nearest quarter of the crosswalk for a date
            outside its quarters.
        brand: only packages with this name.
        labeler: only packages from this company.
        ndcs: only these packages.

    Returns:
        The choice; exact for any sizes.

    Raises:
        BadAmount: the dose or a size is zero or cannot be read, no size is known,
            sizes are given twice, or the numbers are implausibly large.
        IncompatibleUnits: a size and the dose are not measured in the same dimension.
        BadNdc, UnknownCode, AmbiguousName, UncoveredDate: as for :func:`~hcpcs_jcodes.sizes_of`.

    The packages of one code may include both vials and prefilled syringes, and brands
    that are not interchangeable. Use ``ndcs``, ``brand`` or ``labeler`` to keep only
    those that can be substituted for one another.

    Source: CGS, 2023-06-27, and Noridian, JW and JZ: waste from a needlessly
    large vial is not payable.

    >>> print(choose_vials("300 mg", ["100 mg", "400 mg"]))
    3 x 100 mg = 300 mg for 300 mg, 0 mg left
    """
    if not isinstance(dose, Amount):
        dose = Amount(dose)
    nearest = checked_flag(nearest, "nearest")
    if not dose:
        raise BadAmount(str(dose), f"a dose of {dose} needs no container: nothing is opened")
    packages: Mapping[Amount, tuple[Ndc, ...]] = {}
    if sizes is None or not is_given(sizes):
        if code is None or on is None or not (is_given(code) and is_given(on)):
            raise BadAmount(
                None,
                "no sizes: pass sizes= with the amount in each kind of container, or code= and on=",
            )
        from ..ndc.packages import sizes_of  # the crosswalk is read only if it is needed

        packages = sizes_of(code, on=on, nearest=nearest, brand=brand, labeler=labeler, ndcs=ndcs)
        sizes = tuple(packages)
        if not packages:
            raise BadAmount(
                packages.code, f"the crosswalk states no size for {packages.code}: pass sizes="
            )
    else:
        narrowed = {"code": code, "brand": brand, "labeler": labeler, "ndcs": ndcs}
        for name, value in narrowed.items():
            if is_given(value):
                raise BadAmount(
                    value, f"sizes= and {name}= both state which containers are available: pass one"
                )
    from .totals import smallest_total  # the search is loaded only if it is needed

    vials = smallest_total(dose, read_containers(sizes, "sizes"))
    chosen = {in_measure_of(size, dose): each for size, each in packages.items()}
    return VialChoice(dose, vials, {size: each for size, each in chosen.items() if size in vials})
