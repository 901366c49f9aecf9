/** What a card shows when it has nothing to show: why, and what can be done. */
import { BlockStack, Box, Button, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';

interface Props {
  /** Left out where the page's own title says it. */
  heading?: string;
  children: ReactNode;
  action?: { content: string; url?: string; onAction?: () => void; loading?: boolean };
}

export function EmptyNotice({ heading, children, action }: Props) {
  return (
    <Box paddingBlock="800" paddingInline="400">
      <BlockStack gap="300" inlineAlign="center">
        {heading !== undefined && (
          <Text as="h2" variant="headingMd" alignment="center">
            {heading}
          </Text>
        )}
        <Text as="p" tone="subdued" alignment="center">
          {children}
        </Text>
        {action && (
          <Button
            {...(action.url === undefined ? {} : { url: action.url })}
            {...(action.onAction === undefined ? {} : { onClick: action.onAction })}
            loading={action.loading ?? false}
          >
            {action.content}
          </Button>
        )}
      </BlockStack>
    </Box>
  );
}
