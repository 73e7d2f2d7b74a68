import type { CustomerInput, OptionDefinition } from '../customer/index.ts';

/** The fields that the brand has beside those of the contract. */
export const DEMO_OPTIONS: readonly OptionDefinition[] = [
  { name: 'newsletter', type: 'choice', choices: ['weekly', 'monthly', 'never'], maxLength: null },
  { name: 'shoeSize', type: 'decimal', choices: [], maxLength: null },
  { name: 'loyaltyPoints', type: 'number', choices: [], maxLength: null },
  { name: 'lastOrder', type: 'date', choices: [], maxLength: null },
  { name: 'store', type: 'text', choices: [], maxLength: 60 },
];

/** Look-up by e-mail address finds exactly one. */
export const SAMPLE_ADDRESS = 'sanne.devries@example.org';
/** Customer number of the same. */
export const SAMPLE_NUMBER = 'C-1001';

type Fields = Omit<CustomerInput, 'options' | 'accounts'>;

/** @param options as in DEMO_OPTIONS; @param webshop the account of the customer in the shop, if any */
const customer = (fields: Fields, options: Readonly<Record<string, string>>, webshop?: string): CustomerInput => ({
  status: 'CUSTOMER',
  ...fields,
  options: Object.entries(options).map(([name, value]) => ({ name, value })),
  accounts: webshop === undefined ? [] : [{ network: 'webshop', accountId: webshop }],
});

/**
 * People who never were: addresses under domains of RFC 2606, telephone numbers that nobody has. Among them: names
 * beyond ASCII, characters that XML escapes, a household on one e-mail address, one without any, refused mail.
 */
export const DEMO_CUSTOMERS: readonly CustomerInput[] = [
  customer({
    externalId: SAMPLE_NUMBER, gender: 'WOMAN', firstname: 'Sanne', prefix: 'de', lastname: 'Vries', initials: 'S.M.',
    birthday: '1988-04-12', address: 'Prinsengracht', addressNumber: '214', zipCode: '1016 HD', city: 'Amsterdam',
    country: 'Nederland', emailAddress: SAMPLE_ADDRESS, mobilePhone: '+31600000001', maritalStatus: 'MARRIED',
  }, { newsletter: 'weekly', shoeSize: '39', loyaltyPoints: '1240', lastOrder: '2025-10-03', store: 'Amsterdam' }, 'sanne88'),
  customer({
    externalId: 'C-1002', gender: 'MAN', firstname: 'Daan', lastname: 'Bakker', initials: 'D.', birthday: '1979-11-30',
    address: 'Oudegracht', addressNumber: '87', addressNumberSuffix: 'bis', zipCode: '3511 AD', city: 'Utrecht',
    country: 'Nederland', emailAddress: 'daan@bakker-zonen.example', mobilePhone: '+31600000002',
    companyName: 'Bakker & Zonen B.V.', jobTitle: 'Directeur',
  }, { newsletter: 'monthly', loyaltyPoints: '310', lastOrder: '2025-08-19', store: 'Utrecht' }, 'bakkerzonen'),
  customer({
    externalId: 'C-1003', gender: 'WOMAN', firstname: 'Zoë', lastname: 'Claes', birthday: '1995-02-08',
    address: 'Meir', addressNumber: '40', zipCode: '2000', city: 'Antwerpen', country: 'België',
    emailAddress: 'zoe.claes@example.com', mobilePhone: '+32400000003',
  }, { newsletter: 'weekly', shoeSize: '37.5', loyaltyPoints: '85', store: 'Antwerpen' }, 'zoec'),
  customer({
    externalId: 'C-1004', gender: 'MAN', firstname: 'Jürgen', lastname: 'Groß', birthday: '1966-07-21',
    address: 'Königsallee', addressNumber: '12', zipCode: '40212', city: 'Düsseldorf', country: 'Deutschland',
    emailAddress: 'j.gross@example.net', homePhone: '+49210000004', optIn: 'N',
  }, { newsletter: 'never', shoeSize: '44', loyaltyPoints: '2210', lastOrder: '2025-09-28' }),
  customer({
    externalId: 'C-1005', gender: 'WOMAN', firstname: 'Fatima', prefix: 'el', lastname: 'Amrani', birthday: '1991-09-15',
    address: 'Coolsingel', addressNumber: '105', zipCode: '3012 AG', city: 'Rotterdam', country: 'Nederland',
    emailAddress: 'fatima.elamrani@example.org', mobilePhone: '+31600000005',
  }, { newsletter: 'weekly', shoeSize: '38', loyaltyPoints: '640', lastOrder: '2025-10-11', store: 'Rotterdam' }, 'fatima91'),
  customer({
    externalId: 'C-1006', gender: 'MAN', firstname: 'Pieter', prefix: 'van der', lastname: 'Meer', birthday: '1954-01-03',
    address: 'Markt', addressNumber: '1', zipCode: '2611 GP', city: 'Delft', country: 'Nederland',
    emailAddress: 'familie.vandermeer@example.org', homePhone: '+31150000006', emailType: 'TEXT',
  }, { newsletter: 'monthly', loyaltyPoints: '95', store: 'Delft' }),
  customer({
    externalId: 'C-1007', gender: 'WOMAN', firstname: 'Truus', prefix: 'van der', lastname: 'Meer', birthday: '1956-06-17',
    address: 'Markt', addressNumber: '1', zipCode: '2611 GP', city: 'Delft', country: 'Nederland',
    emailAddress: 'familie.vandermeer@example.org', smsOptIn: 'N',
  }, { newsletter: 'monthly', shoeSize: '40', store: 'Delft' }),
  customer({
    externalId: 'C-1008', gender: 'NONBINARY', firstname: 'Robin', lastname: "O'Connor", birthday: '2000-12-24',
    address: 'Grafton Street', addressNumber: '7', zipCode: 'D02 VF65', city: 'Dublin', country: 'Ireland',
    emailAddress: 'robin.oconnor@example.com', mobilePhone: '+353800000008', status: 'PROSPECT',
  }, { newsletter: 'weekly' }),
  customer({
    externalId: 'C-1009', gender: 'WOMAN', firstname: 'Łucja', lastname: 'Wójcik', birthday: '1983-03-29',
    address: 'ul. Długa', addressNumber: '22', zipCode: '31-147', city: 'Kraków', country: 'Polska',
    emailAddress: 'lucja.wojcik@example.net', mobilePhone: '+48500000009',
  }, { newsletter: 'monthly', shoeSize: '36', loyaltyPoints: '150', lastOrder: '2025-07-02' }, 'lucja.w'),
  customer({
    externalId: 'C-1010', gender: 'MAN', firstname: 'Bram', lastname: 'Jansen', initials: 'B.J.', birthday: '1972-05-05',
    address: 'Grote Markt', addressNumber: '31', zipCode: '9711 LV', city: 'Groningen', country: 'Nederland',
    emailAddress: 'bram.jansen@example.org', mobilePhone: '+31600000010', jobTitle: 'Inkoper',
    companyName: 'Noorderlicht <Groothandel>',
  }, { newsletter: 'never', loyaltyPoints: '3975', lastOrder: '2025-10-14', store: 'Groningen' }, 'noorderlicht'),
  customer({
    externalId: 'C-1011', gender: 'WOMAN', firstname: 'Chloé', lastname: 'Lefèvre', birthday: '1998-08-01',
    address: 'Rue de Rivoli', addressNumber: '99', zipCode: '75001', city: 'Paris', country: 'France',
    emailAddress: 'chloe.lefevre@example.com', mobilePhone: '+33600000011', status: 'PROSPECT',
  }, { newsletter: 'weekly', shoeSize: '38.5' }),
  customer({
    externalId: 'C-1012', gender: 'MAN', firstname: 'Kwame', lastname: 'Mensah', birthday: '1986-10-10',
    address: 'Bijlmerdreef', addressNumber: '900', zipCode: '1103 DW', city: 'Amsterdam', country: 'Nederland',
    emailAddress: 'kwame.mensah@example.org', mobilePhone: '+31600000012', maritalStatus: 'COHABITATING',
  }, { newsletter: 'weekly', shoeSize: '45', loyaltyPoints: '720', lastOrder: '2025-09-01', store: 'Amsterdam' }, 'kwame'),
  customer({
    externalId: 'C-1013', gender: 'WOMAN', firstname: 'Ingrid', lastname: 'Sørensen', birthday: '1969-02-14',
    address: 'Strøget', addressNumber: '5', zipCode: '1160', city: 'København', country: 'Danmark',
    emailAddress: 'ingrid.sorensen@example.net', homePhone: '+4500000013',
  }, { newsletter: 'monthly', loyaltyPoints: '60' }),
  customer({
    externalId: 'C-1014', gender: 'MAN', firstname: 'Mehmet', lastname: 'Yılmaz', birthday: '1990-01-27',
    address: 'Kruisstraat', addressNumber: '16', zipCode: '5612 CJ', city: 'Eindhoven', country: 'Nederland',
    emailAddress: 'mehmet.yilmaz@example.org', mobilePhone: '+31600000014',
  }, { newsletter: 'monthly', shoeSize: '42', loyaltyPoints: '415', lastOrder: '2025-06-23', store: 'Eindhoven' }),
  customer({
    externalId: 'C-1015', gender: 'WOMAN', firstname: 'Lotte', lastname: 'Peeters', birthday: '2001-11-11',
    address: 'Veldstraat', addressNumber: '53', zipCode: '9000', city: 'Gent', country: 'België',
    emailAddress: 'lotte.peeters@example.com', mobilePhone: '+32400000015', status: 'PROSPECT',
  }, { newsletter: 'weekly', shoeSize: '39' }, 'lottep'),
  customer({
    externalId: 'C-1016', gender: 'MAN', firstname: 'Henk', lastname: 'Visser', birthday: '1948-09-09',
    address: 'Havenstraat', addressNumber: '3', zipCode: '8861 BC', city: 'Harlingen', country: 'Nederland',
    homePhone: '+31510000016', optIn: 'N', smsOptIn: 'N',
  }, { loyaltyPoints: '20', store: 'Leeuwarden' }),
  customer({
    externalId: 'C-1017', gender: 'WOMAN', firstname: 'Nina', lastname: 'Kovač', birthday: '1994-04-04',
    address: 'Čopova ulica', addressNumber: '8', zipCode: '1000', city: 'Ljubljana', country: 'Slovenija',
    emailAddress: 'nina.kovac@example.net', mobilePhone: '+38600000017', status: 'SUSPECT',
  }, { newsletter: 'weekly' }),
  customer({
    externalId: 'C-1018', gender: 'FAMILY', lastname: 'Hendriks-Smit', address: 'Kerkstraat', addressNumber: '77',
    zipCode: '6811 DM', city: 'Arnhem', country: 'Nederland', emailAddress: 'hendriks.smit@example.org',
  }, { newsletter: 'monthly', loyaltyPoints: '505', lastOrder: '2025-05-30', store: 'Arnhem' }),
  customer({
    externalId: 'C-1019', gender: 'MAN', firstname: 'Thomas', lastname: 'Müller', birthday: '1981-12-02',
    address: 'Mariahilfer Straße', addressNumber: '60', zipCode: '1070', city: 'Wien', country: 'Österreich',
    emailAddress: 'thomas.mueller@example.com', mobilePhone: '+43600000019', trackOptIn: 'N',
  }, { newsletter: 'monthly', shoeSize: '43', loyaltyPoints: '980', lastOrder: '2025-10-07' }, 'tmueller'),
  customer({
    externalId: 'C-1020', gender: 'UNKNOWN', firstname: 'Alex', lastname: 'Test', status: 'BLACKLIST',
    emailAddress: 'alex.test@example.org', optIn: 'N',
  }, {}),
];
