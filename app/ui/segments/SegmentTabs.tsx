/** The parts of a segment's page, each at an address of its own. */
import { useNavigate } from '@remix-run/react';
import { Box, Card, Tabs } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { samePage } from '../AppFrame.tsx';

const tabs = ['overview', 'definition', 'members', 'lists', 'experiment', 'history'] as const;
type Tab = (typeof tabs)[number];

interface Props {
  segmentId: number;
  tab: Tab;
}

export function SegmentTabs({ segmentId, tab }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Card padding="0">
      <Box padding="100">
        <Tabs
          tabs={tabs.map((each) => ({ id: `segment-${each}`, content: t(`segment.tabs.${each}`) }))}
          selected={tabs.indexOf(tab)}
          onSelect={(index) =>
            navigate(segmentTabUrl(segmentId, tabs[index] ?? 'overview'), { preventScrollReset: true, state: samePage })
          }
        />
      </Box>
    </Card>
  );
}

export const segmentTabUrl = (segmentId: number, tab: Tab): string =>
  tab === 'overview' ? `/app/segments/${segmentId}` : `/app/segments/${segmentId}/${tab}`;
