/** What a new theme starts with, by trade: words, a sentence for the home page, and a catalog on stock pictures. */

/** A trade's words and catalog. */
export interface Trade {
  readonly name: string;
  readonly itemsTitle: string;
  readonly itemsTitleLabel: string;
  readonly actionTitle: string;
  readonly heroText: string;
  readonly ordersTitle?: string;
  readonly priceNote?: string;
  /** False if nothing runs out. */
  readonly showStock: boolean;
  readonly items: readonly TradeItem[];
}

type TradeItem = readonly [
  name: string,
  description: string,
  picture: string,
  price: number,
  premium?: 'premium',
];

export const trades = {
  retail: {
    name: 'Retail',
    itemsTitle: 'Products',
    itemsTitleLabel: 'products',
    actionTitle: 'Buy',
    heroText: 'Good things, and a little more for members.',
    showStock: true,
    items: [
      ['Starter Box', 'What most people begin with.', 'parcel', 24],
      ['Member Card', 'Shows who you are, and opens a door or two.', 'card', 0],
      ['Day Pass', 'Everything, until midnight.', 'ticket', 18],
      ['Annual Report', 'The year in figures, printed on good paper.', 'report', 12.5],
      ['Home Server', 'Small, quiet, and yours.', 'server', 340],
      ['Archive Space', 'Room for everything worth keeping.', 'storage', 9],
      ['Gift Set', 'Wrapped by hand. For premium members.', 'gift', 75, 'premium'],
      ['Master Key', 'One key for every lock. For premium members.', 'key', 150, 'premium'],
    ],
  },
  bank: {
    name: 'Bank',
    itemsTitle: 'Products',
    itemsTitleLabel: 'products',
    actionTitle: 'Apply',
    heroText: 'Accounts, cards and loans, opened in minutes.',
    ordersTitle: 'Applications',
    priceNote: 'per month',
    showStock: false,
    items: [
      ['Everyday Account', 'Salary in, bills out, no monthly surprises.', 'report', 0],
      ['Credit Card', 'Pay now or next month. Travel insurance included.', 'card', 4.5],
      ['Savings Plan', 'A little each month, at a fixed rate.', 'coins', 50],
      ['Home Loan', 'Fixed for ten years, with an answer in two days.', 'house', 890],
      ['Business Account', 'Several users, each with their own limit.', 'card', 12],
      ['Safe Deposit Box', 'In the vault of your branch.', 'key', 9],
      [
        'Private Banking',
        'An adviser who knows your name. For premium customers.',
        'painting',
        95,
        'premium',
      ],
      ['Metal Card', 'Lounge access and no fees abroad. For premium customers.', 'card', 25, 'premium'],
    ],
  },
  software: {
    name: 'Software',
    itemsTitle: 'Plans',
    itemsTitleLabel: 'plans',
    actionTitle: 'Subscribe',
    heroText: 'Everything your team needs to ship, in one place.',
    ordersTitle: 'Subscriptions',
    priceNote: 'per month',
    showStock: false,
    items: [
      ['Team', 'Ten seats, shared projects, email support.', 'card', 49],
      ['Storage', 'A terabyte in the region you choose.', 'storage', 12],
      ['Load Balancer', 'Traffic where it should go, health checks included.', 'load-balancer', 18],
      ['Dedicated Server', 'Eight cores that nobody else uses.', 'server', 79],
      ['Reports', 'Usage and cost, every Monday.', 'report', 9],
      ['API Keys', 'A million calls, with alerts before the limit.', 'key', 29],
      [
        'Enterprise',
        'Single sign-on, audit log, a contract. For premium customers.',
        'report',
        499,
        'premium',
      ],
      ['Private Cloud', 'Our software on your machines. For premium customers.', 'server', 990, 'premium'],
    ],
  },
  insurance: {
    name: 'Insurance',
    itemsTitle: 'Policies',
    itemsTitleLabel: 'policies',
    actionTitle: 'Get a quote',
    heroText: 'Cover that is easy to understand, and quick when it counts.',
    ordersTitle: 'Quotes',
    priceNote: 'per month',
    showStock: false,
    items: [
      ['Home', 'The building and its contents.', 'house', 18],
      ['Car', 'Third party and your own, with roadside help.', 'car', 32],
      ['Travel', 'All trips in a year, up to eight weeks each.', 'ticket', 7],
      ['Liability', 'When something breaks that is not yours.', 'report', 5],
      ['Belongings', 'Phone, bicycle, camera: at home and away.', 'parcel', 9],
      ['Cyber', 'Stolen data, and someone to help right away.', 'server', 11],
      ['Art and Valuables', 'Appraised each year. For premium customers.', 'painting', 60, 'premium'],
      ['Family Office', 'One contract for everything. For premium customers.', 'report', 240, 'premium'],
    ],
  },
  travel: {
    name: 'Travel',
    itemsTitle: 'Trips',
    itemsTitleLabel: 'trips',
    actionTitle: 'Book',
    heroText: 'Leave on Friday, come back with something to tell.',
    ordersTitle: 'Bookings',
    priceNote: 'per person',
    showStock: true,
    items: [
      ['Weekend in Lisbon', 'Two nights above the river.', 'house', 290],
      ['Night Train North', 'A cabin, breakfast, and the fjords.', 'ticket', 180],
      ['City Card', 'All museums and all trams for three days.', 'card', 55],
      ['Luggage to the Door', 'Sent ahead, waiting in your room.', 'parcel', 38],
      ['Mountain Hut', 'Four nights, a key and a stove.', 'key', 220],
      ['Travel Journal', 'Your route as a printed book.', 'report', 32],
      ['Lounge Pass', 'A quiet chair before each flight. For premium members.', 'card', 45, 'premium'],
      [
        'Private Guide',
        'A day with someone who lives there. For premium members.',
        'painting',
        350,
        'premium',
      ],
    ],
  },
  'public-service': {
    name: 'Public service',
    itemsTitle: 'Services',
    itemsTitleLabel: 'services',
    actionTitle: 'Request',
    heroText: 'What used to take a morning at the counter.',
    ordersTitle: 'Requests',
    showStock: false,
    items: [
      ['Identity Card', 'Apply, pay, and pick a time to collect it.', 'card', 37],
      ['Parking Permit', 'For residents, valid for a year.', 'ticket', 60],
      ['Birth Certificate', 'A certified copy by mail.', 'report', 12],
      ['Change of Address', 'One form for all offices.', 'parcel', 0],
      ['Allotment Key', 'A garden from the waiting list.', 'key', 25],
      ['Register Extract', 'What is recorded about your company.', 'storage', 15],
      ['Building Permit', 'With plans attached. For verified applicants.', 'house', 240, 'premium'],
      ['Tax Account', 'Statements and payments. For verified applicants.', 'coins', 0, 'premium'],
    ],
  },
} as const satisfies Record<string, Trade>;

export type TradeName = keyof typeof trades;

export const tradeNames = Object.keys(trades) as TradeName[];

/** data.json of a trade. */
export const catalogueOfTrade = (trade: Trade): unknown =>
  trade.items.map(([name, description, picture, price, premium], index) => ({
    itemId: String(index + 1),
    name,
    description,
    category: premium ? 'premium' : 'all',
    count: trade.showStock ? 40 - 4 * index : 100_000,
    price,
    image: `${picture}.png`,
    target: premium ? 'PREMIUM' : 'PUBLIC',
  }));
