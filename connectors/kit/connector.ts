/**
 * The socket every connector fits: what a partner can be asked, and what it can answer. A connector speaks to one partner
 * and knows nothing of our tables; the delivery flow knows nothing of any partner.
 */
import type { z } from 'zod';
import type { FileColumn } from '#app/core/files/columns.ts';
import type { FileFormat } from '#app/core/files/listFile.ts';
import type { Allowance } from '#app/core/placements/allowance.ts';
import type { Json, Outcome, Row } from '#app/core/placements/exchange.ts';
import type { FigureName } from '#app/core/placements/figures.ts';
import type { ListKind } from '#app/core/placements/listValue.ts';
import type { ListStanding } from '#app/core/placements/standing.ts';
import type { Authorization } from './authorization.ts';
import type { ReplacementEnd, ReplacementOpening } from './replacement.ts';
import type { ShopAdmin } from './shopAdmin.ts';
import type { WebhookCalls, WebhookReader } from './webhooks.ts';

export type { Allowance, Json, ListKind, ListStanding, Outcome, Row };

/**
 * Why a whole call ended without outcomes, named by who must act next. `field` is the setting that it is about, where it is about one
 * alone; a form says it beside that.
 */
export type Halt =
  /** We, later: the partner was busy, out of reach or failing. `throttled`: it named the instant itself, and every call before is refused. */
  | { kind: 'retry'; notBeforeMs: number; reason: string; throttled?: true; field?: string }
  /** The merchant: nothing more is sent over this connection until then. */
  | { kind: 'merchant-must-act'; action: 'reconnect' | 'fix-setting' | 'accept-terms'; reason: string; field?: string }
  /** We, later, but of this list only: the rest of the connection goes on. */
  | { kind: 'list-waits'; notBeforeMs: number; reason: string; why?: 'replacing' }
  /** The list is gone at the partner; it has to be found or made again. */
  | { kind: 'list-gone'; reason: string }
  /** We, by mending the program: the partner says our request was malformed. */
  | { kind: 'our-bug'; reason: string };

/** The answer to one batch. */
export type BatchAnswer =
  | { kind: 'finished'; outcomes: ReadonlyMap<string, Outcome> }
  /** Taken, and to be asked after later; `handle` says what to ask for. */
  | { kind: 'accepted'; handle: Json; pollAfterMs: number }
  /**
   * `reached` tells whether the partner may have applied it all the same: an answer that got lost is 'unknown'. `outcomes` are of rows
   * that the partner answered for before the halt.
   */
  | { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown'; outcomes?: ReadonlyMap<string, Outcome> };

/** What somebody did with a message, as a partner reports it. */
export interface EmailEvent {
  /** The partner's id of the event; the same event always has the same. */
  eventId: string;
  kind: 'received' | 'opened' | 'clicked';
  /** E-mail, where it is left out. */
  channel?: 'email' | 'sms';
  /** True when software, not the person, opened or clicked. */
  isMachine: boolean;
  /** Epoch milliseconds. */
  occurredAt: number;
  /** Shopify's customer id, when the partner's profile carries one we gave it. */
  customerId: string | null;
  email: string | null;
}

/** A page of events and where to go on after it has been stored. */
export interface EventPage {
  events: EmailEvent[];
  /** Kept by us as it is and handed back at the next pull. */
  state: Json;
}

/** A list at the partner, and how its rows are marked. */
export interface ListTarget {
  listId: string;
  /** Short name of the segment, appended to the customer's own tag property. */
  tag: string;
  /** What the list is called by us, for partners that are told with every change. */
  name?: string;
  /** Plain, where it is left out. In a list by value every row carries one. */
  kind?: ListKind;
}

/** Somebody to be erased, by all that may name them at a partner. */
export interface PersonToErase {
  /** Shopify's ids: the customer's, and those of customers merged into this one. */
  customerIds: readonly string[];
  /** Addresses that belong to this person alone, as they were written. */
  emails: readonly string[];
  /** Numbers that belong to this person alone, in E.164. */
  phones: readonly string[];
  /** The partner's own ids of the person's profiles, as far as we were told. */
  partnerIds: readonly string[];
}

export type ErasureAnswer =
  /** Nothing of the person is there, or is left there. */
  | { kind: 'nothing-there' }
  /** Asked for and taken. `status` is the partner's, kept as proof; what it did is to be looked at after a while. */
  | { kind: 'requested'; profileCount: number; status: number; checkAfterMs: number }
  | { kind: 'halted'; halt: Halt };

/** Whether a person is gone from the partner. */
export type ErasureCheck = { kind: 'gone' } | { kind: 'still-there' } | { kind: 'halted'; halt: Halt };

/** Where lists are written as files, whole and anew every day, instead of being told of changes. */
export interface FileDoor {
  plan: {
    /** Of the shop's day, 0 to 23. */
    hour: number;
    format: FileFormat;
    columns: readonly FileColumn[];
    /** @see fileNameOf */
    namePattern: string;
  };
  /** Writes under another name, and gives the file its own when everything is there. What reading `contents` throws is thrown on. */
  write(
    fileName: string,
    contents: AsyncIterable<Uint8Array>,
  ): Promise<{ kind: 'written'; byteCount: number; sha256: string } | { kind: 'halted'; halt: Halt }>;
}

/** The partner does not let us label lists, and will not until the merchant acts. Nothing else depends on it. */
export interface LabelRefusal {
  kind: 'refused';
  problem: 'permission' | 'limit' | 'other';
}

/** The answer to what a list is like. */
export type ListReading = { kind: 'read'; report: ListStanding } | { kind: 'halted'; halt: Halt };

/** One opened connection. A method never throws for what a partner may answer; it throws only for our own errors. */
export interface PartnerSession {
  /** Checks the credentials and tells whose account it is. */
  testConnection(): Promise<
    { kind: 'connected'; accountId: string; accountName: string } | { kind: 'halted'; halt: Halt }
  >;
  /**
   * Finds a list by its name, or makes it. `knownId` is what a former call gave; `mayReplace` whether another may take the place of that
   * list when it is gone, which is otherwise told as `list-gone`. `kind` is what is found or made, for a connector that `takesValues`. `wasFound`: it was there, and others than we know of may be in it.
   */
  ensureList(
    name: string,
    knownId: string | null,
    mayReplace?: boolean,
    kind?: ListKind,
  ): Promise<{ kind: 'ready'; listId: string; wasFound?: boolean } | { kind: 'halted'; halt: Halt }>;
  /** Marks a list as ours in the way the partner has for that; left out where it has none. May be asked again at any time. */
  labelList?(listId: string): Promise<{ kind: 'labelled' } | LabelRefusal | { kind: 'halted'; halt: Halt }>;
  /** Gives a list another name. `refill`: it goes by another id from now on, and everybody in it has to be told of anew. */
  renameList(
    listId: string,
    name: string,
  ): Promise<{ kind: 'renamed' } | { kind: 'refill'; listId: string } | { kind: 'halted'; halt: Halt }>;
  add(list: ListTarget, rows: readonly Row[]): Promise<BatchAnswer>;
  remove(list: ListTarget, rows: readonly Row[]): Promise<BatchAnswer>;
  /** Asks after an accepted batch. Rows are those of the batch. */
  poll(handle: Json, rows: readonly Row[]): Promise<BatchAnswer>;
  /**
   * Whether the partner still works on something whose answer we never got. Until it is quiet nothing may be removed:
   * a late addition would come after the removal. `sinceMs` is when the first unanswered call began.
   */
  settle(
    sinceMs: number,
  ): Promise<{ kind: 'quiet' } | { kind: 'busy'; checkAfterMs: number } | { kind: 'halted'; halt: Halt }>;
  /**
   * Asks the partner to erase a person and everything it holds of them, in its lists too. May be asked again at any time.
   * Called only if the connector's `erasure` is `requested`.
   */
  erase(person: PersonToErase): Promise<ErasureAnswer>;
  /** Looks whether an erasure that was asked for is done. */
  checkErasure(person: PersonToErase): Promise<ErasureCheck>;
  /** Opens a replacement of everybody in a list; left out where the partner has none. `expectedCount` need not be exact. */
  replace?(list: ListTarget, expectedCount: number): Promise<ReplacementOpening>;
  /** What became of the latest replacement of a list. There where `replace` is. */
  replacementOf?(listId: string): Promise<ReplacementEnd | { kind: 'halted'; halt: Halt }>;
  /** How a list stands, for partners that tell. Changes nothing. */
  readList?(listId: string): Promise<ListReading>;
  /**
   * Reads e-mail events page by page, from where `state` says (null: from `fromMs`). Pages may overlap former ones. There if, and only
   * if, the connector's `tellsEvents` says so.
   */
  pullEvents?(state: Json, fromMs: number): AsyncIterable<EventPage | { halt: Halt }>;
  /** Of a connector whose partner pushes events; they are pulled all the same. */
  webhooks?: WebhookCalls;
  /** Of a connector that takes files, and then nobody is added or removed one by one. */
  files?: FileDoor;
}

/** What a connector is handed: it opens no connection and reads no clock of its own. */
export interface ConnectorContext {
  baseUrl: string;
  /** Present instant, epoch milliseconds. */
  clock: () => number;
  /** Structured log without personal data. */
  log: { info(fields: object, text: string): void; warn(fields: object, text: string): void };
  /** Ends waits and calls when the process stops. */
  signal?: AbortSignal;
  /** What is known of the account's limits, shared by all who call it. */
  allowance: Allowance;
  /** Passes so much time, or less when the signal fires. */
  wait(delayMs: number): Promise<void>;
  /** For a connector whose partner is the shop itself. */
  shop?: ShopAdmin;
  /** Addresses that merchants enter may lead into private networks. @see publicAddress.ts */
  mayCallPrivate?: boolean;
}

/** One field of a connector's settings, as the form shows it. */
export interface SettingField {
  name: string;
  secret: boolean;
  label: { tr: string; en: string };
  help: { tr: string; en: string };
  placeholder?: string;
  /** May stay empty. */
  optional?: true;
  /** We propose a fresh value: it is shown this once, for the merchant to take to the partner. */
  generated?: 'signing-secret';
  /** Has more than one line. */
  multiline?: true;
  /** What can be chosen; nothing is chosen for the merchant. */
  choices?: readonly { value: string; label: { tr: string; en: string } }[];
}

export interface ConnectorLimits {
  /** Most rows of one add call. */
  addRows: number;
  /** Most rows of one remove call. */
  removeRows: number;
  /** Batches of one list that may be under way at once; one where it is left out. */
  lanes?: number;
}

/**
 * What a partner offers to somebody who is to be erased: a call for it, or nothing, and then what the merchant has to do
 * there by hand.
 */
export type Erasure =
  | { kind: 'requested' }
  | { kind: 'impossible'; byHand: { tr: string; en: string } }
  /** The partner is where the person is erased first, and tells us: nothing is left to ask. */
  | { kind: 'at-source' };

/** A connector: plain data and one function. */
export interface Connector<Settings = Record<string, string>> {
  id: string;
  name: string;
  /**
   * The partner's address, and the variable of the environment that a stand-in's is given in; or the shop itself, which is called
   * with the app's own token, so that the merchant enters nothing; or a server that the merchant enters.
   */
  address: { variable: `${Uppercase<string>}_BASE_URL`; standard: string } | 'shop' | 'entered';
  /** What it does, where the partner's name alone does not say it. */
  about?: { tr: string; en: string };
  /** Lists go there as files; changes, when left out. */
  takes?: 'files';
  limits: ConnectorLimits;
  /** How new lists are named unless the merchant wants it otherwise: neutrally where the partner judges people by a list's name. */
  listNames: 'by-segment' | 'neutral';
  /** What new lists are called unless the merchant wants it otherwise; the app's standard when left out. */
  listNamePattern?: string;
  /**
   * Its lists are marks on people, all of which are written together: a row carries all lists of its customer, nothing is sent beside
   * a batch whose fate is open, and nobody needs an address or a consent to be marked.
   */
  marksPeople?: true;
  /** What it can be sent of a customer beside who they are, should the merchant choose it; nothing where it is left out. */
  figures?: readonly FigureName[];
  /** The partner tells what people did with its messages. */
  tellsEvents?: true;
  /** It has lists whose people carry what they are worth, beside plain ones. */
  takesValues?: true;
  /** What happens there to a person who is to be erased. */
  erasure: Erasure;
  fields: readonly SettingField[];
  /** The way in by the partner's login page, where it has one; offered when our app there is configured. */
  authorization?: Authorization;
  /** How pushed events are judged and read, where the partner pushes any. */
  webhooks?: WebhookReader;
  settings: z.ZodType<Settings>;
  /** How long failures in a row may last before the merchant is asked to act, in milliseconds; for ever when left out. */
  patienceMs?: number;
  /** What is kept of the settings of before when the merchant enters new ones for a connection that stands. */
  succeed?(former: Settings, entered: Settings, nowMs: number): Settings;
  /**
   * Makes no call and is light, as `testConnection` is: the web process does both while a merchant waits. A partner's library is
   * loaded by the first other call.
   */
  open(settings: Settings, context: ConnectorContext): Promise<PartnerSession>;
}
