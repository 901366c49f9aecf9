/** Those who are about to have such a weather. */
import { definePreset } from '../preset.ts';

const forecast = { rain: false, snow: false, lowestC: 10, highestC: 20 };

export const weather = definePreset({
  id: 'weather',
  name: { tr: 'Hava Durumu', en: 'By weather' },
  description: {
    tr: 'Yaşadığı şehirde önümüzdeki 3 gün için seçilen hava beklenenler: yağmur, kar ya da {degrees} °C üstü veya altı.',
    en: 'Lives in a city where the weather chosen is forecast for the next 3 days: rain, snow, or above or below {degrees} °C.',
  },
  category: 'profile',
  needs: ['addresses', 'forecast'],
  parameters: {
    weather: {
      kind: 'choice',
      label: { tr: 'Beklenen hava', en: 'Weather forecast' },
      options: [
        { value: 'rain', label: { tr: 'Yağmur', en: 'Rain' } },
        { value: 'snow', label: { tr: 'Kar', en: 'Snow' } },
        { value: 'above', label: { tr: 'Şu sıcaklığın üstü', en: 'Above a temperature' } },
        { value: 'below', label: { tr: 'Şu sıcaklığın altı', en: 'Below a temperature' } },
      ],
      default: 'rain',
    },
    degrees: {
      kind: 'number',
      label: { tr: 'Sıcaklık (°C)', en: 'Temperature (°C)' },
      help: { tr: 'Yağmur ve karda kullanılmaz.', en: 'Not used with rain and snow.' },
      unit: 'degrees',
      default: 25,
      min: -50,
      max: 60,
    },
  },
  rule: ({ weather: wanted, degrees }) =>
    wanted === 'above' || wanted === 'below'
      ? { is: 'forecast', weather: wanted, degrees }
      : { is: 'forecast', weather: wanted },
  exampleValues: { weather: 'above', degrees: 25 },
  examples: [
    { who: 'lives in Antalya, where 27 °C are forecast', facts: { placeKey: 'tr/antalya' }, member: true, until: null },
    { who: 'lives in İzmir, where 16 °C are forecast', facts: { placeKey: 'tr/izmir' }, member: false, until: null },
    { who: 'lives where there is no forecast', facts: { placeKey: 'tr/konya' }, member: false, until: null },
    { who: 'has given no address', facts: {}, member: false, until: null },
    {
      who: 'lives where exactly 25 °C are forecast',
      facts: { placeKey: 'tr/konya' },
      yardsticks: { forecasts: { 'tr/konya': { ...forecast, highestC: 25 } } },
      member: false,
      until: null,
    },
    {
      who: 'lives where a tenth of a degree more is forecast',
      facts: { placeKey: 'tr/konya' },
      yardsticks: { forecasts: { 'tr/konya': { ...forecast, highestC: 25.1 } } },
      member: true,
      until: null,
    },
  ],
});
