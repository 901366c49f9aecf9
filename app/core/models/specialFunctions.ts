/** The two special functions that the models of customer bases need beside what `Math` has. */

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on four terms of Stirling's series are exact to the last digits of a double. */
const STIRLING_FROM = 15;

/**
 * ln Γ(z) for z > 0, to about 14 digits. Stirling's series (Abramowitz & Stegun 1964, 6.1.40) for large z; a smaller one
 * is raised by Γ(z + 1) = z Γ(z) first. NaN outside the range.
 */
export function logGamma(z: number): number {
  if (!(z > 0)) return NaN;
  let argument = z;
  let product = 1;
  while (argument < STIRLING_FROM) {
    product *= argument;
    argument += 1;
  }
  const inverse = 1 / argument;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (argument - 0.5) * Math.log(argument) - argument + HALF_LOG_TWO_PI + series - Math.log(product);
}

/** ln(1 + eˣ), without overflow: what adding two numbers becomes when only their logarithms are known. */
export function logOnePlusExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
