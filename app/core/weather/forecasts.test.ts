/** What is kept of the service's figures, on both sides of every boundary. */
import { describe, expect, it } from 'vitest';
import { forecastAnswer, forecastOf, inBatches } from './forecasts.ts';

type Figures = (number | null)[];
const days = (given: Record<string, Figures> = {}) => ({
  latitude: 38.4,
  daily: {
    time: ['2026-11-21', '2026-11-22', '2026-11-23'],
    rain_sum: [0, 0, 0] as Figures,
    showers_sum: [0, 0, 0] as Figures,
    snowfall_sum: [0, 0, 0] as Figures,
    temperature_2m_min: [8, 7.4, 9] as Figures,
    temperature_2m_max: [14, 15.6, 12] as Figures,
    ...given,
  },
});

it('the coldest and the warmest of the days are kept', () => {
  expect(forecastOf(days())).toEqual({ rain: false, snow: false, lowestC: 7.4, highestC: 15.6 });
});

describe('it rains', () => {
  it.each<[boolean, Figures, Figures]>([
    [true, [0, 0, 1], [0, 0, 0]],
    [false, [0.9, 0.9, 0.9], [0, 0, 0]],
    [true, [0, 0, 0], [0, 4, 0]],
    [true, [0, 0.5, 0], [0, 0.5, 0]],
    [false, [0, 0.5, 0], [0.5, 0, 0]],
    [true, [null, 2, null], [null, null, null]],
    [true, [null, null, null], [null, 2, null]],
  ])('%s: rain %j mm, showers %j mm a day', (rain, rain_sum, showers_sum) => {
    expect(forecastOf(days({ rain_sum, showers_sum }))?.rain).toBe(rain);
  });
});

describe('it snows', () => {
  it.each<[boolean, Figures]>([
    [true, [0, 1, 0]],
    [false, [0.9, 0.9, 0.9]],
    [true, [null, null, 3]],
  ])('%s: %j cm a day', (snow, snowfall_sum) => {
    expect(forecastOf(days({ snowfall_sum }))?.snow).toBe(snow);
  });
});

it('days without a figure do not count, and without any there is no forecast', () => {
  expect(forecastOf(days({ temperature_2m_min: [null, -3, null] }))?.lowestC).toBe(-3);
  for (const name of ['snowfall_sum', 'temperature_2m_min', 'temperature_2m_max'])
    expect(forecastOf(days({ [name]: [null, null, null] })), name).toBeNull();
  expect(forecastOf(days({ rain_sum: [null, null, null], showers_sum: [null, null, null] }))).toBeNull();
  expect(forecastOf(days({ temperature_2m_max: [] }))).toBeNull();
});

describe('an answer', () => {
  it('is a list for several places and the place itself for one', () => {
    expect(forecastAnswer(2).parse([days(), days()])).toHaveLength(2);
    expect(forecastAnswer(1).parse(days())).toHaveLength(1);
  });

  it('about more or fewer places than were asked about is none', () => {
    expect(forecastAnswer(2).safeParse([days()]).success).toBe(false);
    expect(forecastAnswer(2).safeParse(days()).success).toBe(false);
    expect(forecastAnswer(1).safeParse([days(), days()]).success).toBe(false);
  });
});

it('batches hold every place once, in order, and none is empty', () => {
  const places = Array.from({ length: 250 }, (_, index) => index);
  const batches = inBatches(places, 100);
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(batches.flat()).toEqual(places);
  expect(inBatches([], 100)).toEqual([]);
  expect(inBatches(places.slice(0, 100), 100)).toHaveLength(1);
});
