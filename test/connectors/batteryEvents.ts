/** The part of the battery about what people did with a partner's messages. */
import { expect, test } from 'vitest';
import type { Connector } from '#connectors/kit/connector.ts';
import type { Stage } from './battery.ts';
import { bring, pullAll, rowOf } from './delivery.ts';

/** @param tellsEvents Whether the partner tells any. */
export function eventsBattery(
  connector: Pick<Connector, 'tellsEvents'>,
  tellsEvents: boolean,
  stage: () => Stage,
): void {
  test(tellsEvents ? 'says that it has e-mail events to tell' : 'says that it has no e-mail events to tell', () => {
    expect(connector.tellsEvents === true).toBe(tellsEvents);
    expect(stage().session.pullEvents !== undefined).toBe(tellsEvents);
  });
  if (!tellsEvents) return;

  test('reads every e-mail event once, and tells people from software', async () => {
    const { world, place, session, customer } = stage();
    await bring(place, 'add', [rowOf(customer(1)), rowOf(customer(2))]);
    const at = Math.floor(world.partner.nowMs() / 1000) * 1000 - 3_600_000;
    const first = { kind: 'opened', customerId: customer(1), occurredAt: at, isMachine: false } as const;
    const second = { kind: 'clicked', customerId: customer(2), occurredAt: at + 1000, isMachine: true } as const;
    const third = { kind: 'received', customerId: customer(1), occurredAt: at + 5000, isMachine: false } as const;
    await world.partner.happened(first);
    await world.partner.happened(second);
    const before = await pullAll(session, null, at - 1000);
    await world.partner.happened(third);
    const after = await pullAll(session, before.state, at - 1000);
    const seen = new Map([...before.events, ...after.events].map((event) => [event.eventId, event]));
    const told = [...seen.values()].map(({ kind, customerId, occurredAt, isMachine }) => ({
      kind,
      customerId,
      occurredAt,
      isMachine,
    }));
    expect(told.sort((left, right) => left.occurredAt - right.occurredAt)).toEqual([first, second, third]);
  });
}
