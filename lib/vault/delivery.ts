/** A message as its queue delivers it. */
export interface Delivery<Message> {
  message: Message;
  /** How often it was delivered, this time included. */
  times: number;
  /** It is not delivered again: whatever it asks for is settled now, or by a person. */
  last: boolean;
  /** When it was sent, ISO 8601. */
  sentAt: string;
}

/**
 * Why a message must be delivered again: an error, or that what it is about does not show yet. Then `soon`, where a
 * value may be lost by waiting; else once it must show.
 */
export type Undone = { lag: "soon" | "later" } | { error: unknown };

/** The messages of a batch that must be delivered again, and why; all others are done. */
export type Outcome<Message> = ReadonlyMap<Delivery<Message>, Undone>;

/** The messages by the parameter that they name. */
export function byName<Message extends { name: string }>(
  deliveries: readonly Delivery<Message>[],
): Map<string, [Delivery<Message>, ...Delivery<Message>[]]> {
  const groups = new Map<string, [Delivery<Message>, ...Delivery<Message>[]]>();
  for (const delivery of deliveries) {
    const group = groups.get(delivery.message.name);
    if (group) group.push(delivery);
    else groups.set(delivery.message.name, [delivery]);
  }
  return groups;
}
