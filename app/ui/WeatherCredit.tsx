/** Whose weather forecasts are looked at: their licence asks that it be said wherever they are shown. */
import { Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

export function WeatherCredit() {
  const { t } = useTranslation();
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      <Link url="https://open-meteo.com/" target="_blank">
        {t('weather.credit')}
      </Link>
      {' ('}
      <Link url="https://creativecommons.org/licenses/by/4.0/" target="_blank">
        CC BY 4.0
      </Link>
      )
    </Text>
  );
}
