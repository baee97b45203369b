/** A first look at a new password while it is typed; the server decides. Lengths are in code points, as the server counts. */
export function strengthOf(password: string, minimum: number) {
  const characters = [...password];
  const isRow = (a: string, b: string) => Math.abs((a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)) <= 1;
  // A character that repeats or follows its neighbour ("aaaa", "1234") adds nothing to guess.
  const fresh = characters.filter((character, i) => i === 0 || !isRow(character, characters[i - 1] ?? ''));
  return {
    missing: Math.max(0, minimum - characters.length),
    repeats: new Set(fresh).size < 8,
    share: Math.min(1, characters.length / minimum),
  };
}
