"""How long a pattern may take on the worst of lines, told from the pattern alone.

Python's `re` tries one way of reading a line after the other, and some patterns have more ways than
there is time: `(?:a+)+b` has 2^n on n letters. `ways` bounds them for lines of up to a length.

As Weber and Seidl (1991) have it, there are exponentially many if a state of the pattern's
automaton can be reached from itself by one word in two ways. If not, the way through each loop is
given by the word, and what remains is when each loop is left, and which of several branches that
take the same character is taken.
"""

from __future__ import annotations

from math import comb, inf, prod

from support.automaton import Automaton, automaton_of


def ways(pattern: str, longest: int) -> float:
    r"""A bound on the ways of reading a line of up to `longest` characters, letter case aside.

    Infinite if they grow exponentially. Raises `UnknownPattern`, or `re.error`.

    >>> ways("Posted in .{1,40}", 400)
    40.0
    >>> ways("(?:a+)+b", 400), ways("(?:a|a)*b", 400)
    (inf, inf)
    >>> ways(".*a.*b.*c.*d.*", 400) > 10**9
    True
    """
    return _bound(automaton_of(pattern, longest))


def _bound(automaton: Automaton) -> float:
    return _Loops(automaton).bound() * prod(map(_bound, automaton.asserted))


class _Loops:
    """The loops of an automaton: states that can be reached from each other."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        self._component = _components(automaton.follows)
        self._members: dict[int, list[int]] = {}
        for state, component in enumerate(self._component):
            self._members.setdefault(component, []).append(state)

    def bound(self) -> float:
        """At most so many ways; infinite if a loop can be run through by one word in two ways."""
        loops = [c for c in self._members if self._is_loop(c)]
        if any(self._is_exponential(loop) for loop in loops):
            return inf
        return self._most_branches() * self._most_exits(loops)

    def _is_loop(self, component: int) -> bool:
        members = self._members[component]
        return len(members) > 1 or members[0] in self._automaton.follows[members[0]]

    def _is_exponential(self, loop: int) -> bool:
        members = self._members[loop]
        for state in members:
            inside = [n for n in self._automaton.follows[state] if self._component[n] == loop]
            if len(inside) != len(set(inside)):
                return True
        # Pairs of states that one word leads to from one state, and from which one word leads back.
        pairs = self._pairs(loop, staying=loop)
        back = {pair for pair in pairs if pair[0] == pair[1]}
        todo = list(back)
        before: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for pair, following in pairs.items():
            for after in following:
                before.setdefault(after, []).append(pair)
        while todo:
            for pair in before.get(todo.pop(), ()):
                if pair not in back:
                    back.add(pair)
                    todo.append(pair)
        return any(one != other for one, other in back)

    def _pairs(
        self, loop: int, staying: int | None = None
    ) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """Pairs that one word leads to from one state of the loop, with the pairs that follow.

        The first of a pair stays in the loop, the second in the component `staying`, if given.
        """
        follows, takes = self._automaton.follows, self._automaton.takes
        todo = [(state, state) for state in self._members[loop]]
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        while todo:
            pair = todo.pop()
            if pair in pairs:
                continue
            pairs[pair] = [
                (one, other)
                for one in set(follows[pair[0]])
                if self._component[one] == loop
                for other in set(follows[pair[1]])
                if takes[one] & takes[other] and staying in (None, self._component[other])
            ]
            todo += pairs[pair]
        return pairs

    def _most_exits(self, loops: list[int]) -> float:
        """The most moments at which the loops along one way can be left, all of them together."""
        exits: dict[int, float] = {}  # of a loop and those after it
        counts: dict[int, int] = {}
        # Components are numbered from the end: what can be reached has a smaller number.
        for loop in sorted(loops):
            reached = self._reachable(loop)
            later = [other for other in loops if other in reached and other != loop]
            exits[loop] = max((exits[other] for other in later), default=1)
            counts[loop] = max((counts[other] for other in later), default=0)
            beside = {state for _, state in self._pairs(loop) if self._component[state] != loop}
            if not later or any(self._component[state] in later for state in beside):
                exits[loop] *= self._room(loop)
                counts[loop] += 1
            else:
                # Whoever has left earlier is in one of these states, each time in another one.
                exits[loop] *= 1 + len(beside)
                counts[loop] += len(beside)
        longest = self._automaton.longest
        return max((min(exits[n], comb(longest + counts[n], counts[n])) for n in loops), default=1)

    def _room(self, loop: int) -> int:
        members = self._members[loop]
        return self._automaton.room[members[0]] if len(members) == 1 else self._automaton.longest

    def _reachable(self, loop: int) -> set[int]:
        seen: set[int] = set()
        todo = list(self._members[loop])
        found = set()
        while todo:
            state = todo.pop()
            found.add(self._component[state])
            fresh = [n for n in self._automaton.follows[state] if n not in seen]
            seen.update(fresh)
            todo += fresh
        return found

    def _most_branches(self) -> float:
        """The most ways between and beside the loops: several branches may take one character."""
        follows, takes = self._automaton.follows, self._automaton.takes
        most: dict[int, float] = {}
        for component in sorted(self._members):
            best = 1.0
            for state in self._members[component]:
                onward = [n for n in follows[state] if self._component[n] != component]
                # What comes after a loop as well: to pass it by is one of the moments to leave it.
                for loop in {self._component[n] for n in onward if n in follows[n]}:
                    passed = {n for member in self._members[loop] for n in follows[member]}
                    onward = [n for n in onward if n not in passed or self._component[n] == loop]
                for bit in {takes[n] for n in onward}:
                    total = sum(most[self._component[n]] for n in onward if takes[n] & bit)
                    best = max(best, total)
            most[component] = best
        return most[self._component[0]]  # of the state in which a pattern begins


def _components(follows: list[list[int]]) -> list[int]:
    """The number of each state's component, counted from those that lead nowhere (Tarjan 1972)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    component = [-1] * len(follows)
    stack: list[int] = []
    count = 0
    for root in range(len(follows)):
        if root in index:
            continue
        todo = [(root, iter(follows[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while todo:
            state, following = todo[-1]
            for target in following:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    todo.append((target, iter(follows[target])))
                    break
                if component[target] < 0:
                    low[state] = min(low[state], index[target])
            else:
                todo.pop()
                if todo:
                    low[todo[-1][0]] = min(low[todo[-1][0]], low[state])
                if low[state] == index[state]:
                    while component[state] < 0:
                        component[stack.pop()] = count
                    count += 1
    return component
