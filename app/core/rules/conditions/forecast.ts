/** Conditions on the weather of the next three days where the customer lives. Who lives nowhere known has no weather. */
import { z } from 'zod';
import type { Forecast } from '../../yardsticks/yardsticks.ts';
import { textArray } from '../sql/parameters.ts';
import type { ConditionKind } from './condition.ts';

export const weathers = ['rain', 'snow', 'above', 'below'] as const;

export interface ForecastCondition {
  readonly is: 'forecast';
  readonly weather: (typeof weathers)[number];
  /** Degrees Celsius, for above and below; -50 to 60. */
  readonly degrees?: number | undefined;
}

export const forecastCondition: ConditionKind<ForecastCondition> = {
  factKinds: [],
  operators: ['forecast'],
  schema: z
    .strictObject({
      is: z.literal('forecast'),
      weather: z.enum(weathers),
      degrees: z.int().min(-50).max(60).optional(),
    })
    .refine(({ weather, degrees }) => (weather === 'above' || weather === 'below') === (degrees !== undefined), {
      error: 'degrees go with above and below, and only with them',
      path: ['degrees'],
    }),
  decide(condition, { placeKey }, _now, { forecasts }) {
    const forecast = placeKey !== null && Object.hasOwn(forecasts, placeKey) ? forecasts[placeKey] : undefined;
    return { member: forecast !== undefined && meets(condition, forecast), until: null };
  },
  compile(condition, scope) {
    const places = Object.entries(scope.yardsticks.forecasts).filter(([, forecast]) => meets(condition, forecast));
    const keys = scope.bind(textArray(places.map(([key]) => key)), 'text[]');
    return { member: `(${scope.column('placeKey')} = ANY (${keys})) IS TRUE`, untilIn: null, untilOut: null };
  },
};

function meets({ weather, degrees = 0 }: ForecastCondition, forecast: Forecast): boolean {
  switch (weather) {
    case 'rain':
      return forecast.rain;
    case 'snow':
      return forecast.snow;
    case 'above':
      return forecast.highestC > degrees;
    case 'below':
      return forecast.lowestC < degrees;
  }
}
