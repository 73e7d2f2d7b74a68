/** An address that is told what happens, as people see it. Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isOn: boolean;
  /** Why it was switched off by itself; null: it is on, or was switched off by hand. */
  readonly offReason: string | null;
  readonly failingSince: string | null;
  /** How long notices are signed with the secret before, too. */
  readonly oldSecretUntil: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/** With its secret, which is shown this once: `whsec_` and base64. */
export type MadeSubscription = Subscription & { readonly secret: string };

export interface SubscriptionWish {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  /** Default true. */
  readonly isOn?: boolean | undefined;
}

/** What is left out stays as it is. */
export type SubscriptionChange = { readonly [Member in keyof SubscriptionWish]?: SubscriptionWish[Member] | undefined };

export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One notice to one subscriber. */
export interface Delivery {
  readonly id: string;
  /** The header `webhook-id`. */
  readonly webhookId: string;
  readonly event: string;
  readonly state: DeliveryState;
  /** Since it was made, or last replayed. */
  readonly attempts: number;
  readonly createdAt: string;
  /** When it is sent next; null when it has ended. */
  readonly dueAt: string | null;
  readonly triedAt: string | null;
  readonly endedAt: string | null;
  /** Of the last answer. */
  readonly status: number | null;
  /** Its first bytes. */
  readonly answer: string | null;
  /** Why there was none. */
  readonly error: string | null;
}

/** With the JSON that is sent. */
export type WholeDelivery = Delivery & { readonly body: string };
