// Which standard the page of gaps opens at: one of which something can be judged.

// Whether an answer judges any rule in any unit.
export function judges({ rows }) {
  return rows.some((row) => row.met !== null);
}

// The first of `standards` whose answer judges something, with that answer; null where none does.
// `ask` gives the answer for a standard, null where another question has come in between.
export async function firstJudged(standards, ask) {
  for (const standard of standards) {
    // biome-ignore lint/performance/noAwaitInLoops: the next is asked only where this one judges nothing
    const body = await ask(standard).catch(() => undefined);
    if (body === null) return null;
    if (body && judges(body)) return { standard, body };
  }
  return null;
}
