/** Who is in a segment: page by page, searched by e-mail or id, each with the way to why. */
import { Form, useNavigation } from '@remix-run/react';
import {
  BlockStack,
  Box,
  Button,
  Card,
  IndexTable,
  InlineStack,
  Link,
  Pagination,
  Text,
  TextField,
  useBreakpoints,
} from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { Icon } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyNotice } from './EmptyNotice.tsx';
import { Instant } from './Instant.tsx';
import { personName, type NamedPerson } from './personName.ts';

export interface ShownMember extends NamedPerson {
  enteredAt: number;
}

interface Props {
  segmentId: number;
  members: readonly ShownMember[];
  hasPrevious: boolean;
  hasNext: boolean;
  /** Until they have been computed nothing can be said of who is in; a segment that is off has no members. */
  state: 'off' | 'computing' | 'known';
  /** What was searched for; empty for all. */
  search: string;
  /** Goes to another page of the same list. */
  onTurn: (where: { after: string } | { before: string }) => void;
  onClear: () => void;
}

export function MemberCard({ segmentId, members, hasPrevious, hasNext, state, search, onTurn, onClear }: Props) {
  const { t } = useTranslation();
  const first = members[0];
  const last = members[members.length - 1];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('segment.members.title')}
          </Text>
          <Search key={search} search={search} onClear={onClear} />
        </BlockStack>
      </Box>
      {members.length > 0 ? (
        <MemberTable segmentId={segmentId} members={members} />
      ) : state === 'off' ? (
        <EmptyNotice heading={t('segment.members.offTitle')}>{t('segment.members.offBody')}</EmptyNotice>
      ) : state === 'computing' ? (
        <EmptyNotice heading={t('segments.computing')}>{t('segment.members.computingBody')}</EmptyNotice>
      ) : search === '' ? (
        <EmptyNotice heading={t('segment.members.emptyTitle')}>{t('segment.members.emptyBody')}</EmptyNotice>
      ) : (
        <EmptyNotice
          heading={t('segment.members.nothingFoundTitle')}
          action={{ content: t('segment.members.clear'), onAction: onClear }}
        >
          {t('segment.members.nothingFoundBody', { search })}
        </EmptyNotice>
      )}
      {first && last && (hasPrevious || hasNext) && (
        <Box padding="300">
          <InlineStack align="center">
            <Pagination
              hasPrevious={hasPrevious}
              hasNext={hasNext}
              previousTooltip={t('segment.members.previous')}
              nextTooltip={t('segment.members.next')}
              accessibilityLabels={{ previous: t('segment.members.previous'), next: t('segment.members.next') }}
              onPrevious={() => onTurn({ before: first.customerId })}
              onNext={() => onTurn({ after: last.customerId })}
            />
          </InlineStack>
        </Box>
      )}
    </Card>
  );
}

function Search({ search, onClear }: { search: string; onClear: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(search);
  const navigation = useNavigation();
  return (
    <Form method="get" role="search" preventScrollReset>
      <InlineStack gap="200" blockAlign="end" wrap={false}>
        <div style={{ flex: 1, minWidth: 0 }}>
          <TextField
            label={t('segment.members.search')}
            name="search"
            value={text}
            onChange={setText}
            autoComplete="off"
            prefix={<Icon source={SearchIcon} />}
            clearButton
            onClearButtonClick={() => {
              setText('');
              onClear();
            }}
            maxLength={320}
          />
        </div>
        <Button submit loading={navigation.state === 'loading' && navigation.location.search.includes('search=')}>
          {t('segment.members.searchAction')}
        </Button>
      </InlineStack>
    </Form>
  );
}

function MemberTable({ segmentId, members }: { segmentId: number; members: readonly ShownMember[] }) {
  const { t } = useTranslation();
  const { smDown } = useBreakpoints();
  const rows = members.map((member, position) => {
    const name = personName(t, member);
    const why = (
      <span className="kesit-touch">
        <Link
          url={`/app/segments/${segmentId}/customers/${member.customerId}`}
          accessibilityLabel={t('segment.members.whyLabel', { customer: name })}
        >
          {t('segment.members.why')}
        </Link>
      </span>
    );
    const customer = (
      <span className="kesit-touch">
        <Link url={`/app/customers/${member.customerId}`} monochrome removeUnderline>
          <Text as="span" fontWeight="semibold" breakWord>
            {name}
          </Text>
        </Link>
      </span>
    );
    const email = member.email ?? t('segment.members.noEmail');
    return (
      <IndexTable.Row key={member.customerId} id={member.customerId} position={position}>
        {smDown ? (
          <Box padding="300" width="100%">
            <BlockStack gap="050">
              <InlineStack align="space-between" gap="200" wrap={false}>
                {customer}
                {why}
              </InlineStack>
              <Text as="span" tone="subdued" breakWord>
                {email}
              </Text>
              <Text as="span" tone="subdued">
                <Instant at={member.enteredAt} />
              </Text>
            </BlockStack>
          </Box>
        ) : (
          <>
            <IndexTable.Cell>{customer}</IndexTable.Cell>
            <IndexTable.Cell>{email}</IndexTable.Cell>
            <IndexTable.Cell>
              <Instant at={member.enteredAt} />
            </IndexTable.Cell>
            <IndexTable.Cell>{why}</IndexTable.Cell>
          </>
        )}
      </IndexTable.Row>
    );
  });
  return (
    <IndexTable
      selectable={false}
      condensed={smDown}
      itemCount={members.length}
      headings={[
        { title: t('segment.members.customer') },
        { title: t('segment.members.email') },
        { title: t('segment.members.since') },
        { title: t('segment.members.why') },
      ]}
    >
      {rows}
    </IndexTable>
  );
}
