// Rounds in which everything compared takes its turn, so that what slows the machine slows all.

/**
 * Runs each contender once a round and returns what each gave, round by round. The first round
 * warms caches that belong to nobody, and is left out.
 */
export async function takeTurns(title, rounds, contenders, describe) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const said = [];
    for (const [name, measure] of Object.entries(contenders)) {
      const result = await measure();
      if (round > 0) results[name].push(result);
      said.push(`${name} ${describe(result)}`);
    }
    console.log(`${title}, ${round === 0 ? "warming" : `${round} of ${rounds}`}: ${said.join("; ")}`);
  }
  return results;
}
