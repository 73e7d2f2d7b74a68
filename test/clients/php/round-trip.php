<?php
// The round trip of round-trip.ts with PHP's SoapClient: php round-trip.php WSDL TOKEN; prints what it saw as JSON.
// Objects are full of nulls, as those of generated stub classes are, so every unset field is sent as nil.

[, $wsdl, $token] = $argv;
$client = new SoapClient($wsdl, ['cache_wsdl' => WSDL_CACHE_NONE, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$plain = new SoapClient($wsdl, ['cache_wsdl' => WSDL_CACHE_NONE]);
$fields = fieldsOfTypes($client);
$seen = [];

$call = fn(string $operation, array $parameters = []) =>
    $client->$operation(['uuid' => $token] + $parameters)->msg;
$faultOf = function (callable $work): string {
    try {
        $work();
        return 'none';
    } catch (SoapFault $fault) {
        return $fault->faultcode;
    }
};

$seen['wrongToken'] = $faultOf(fn() => $client->customer_getAll(['uuid' => 'wrong']));

$first = $call('customer_insert', ['customer' => filled('Customer', [
    'lastname' => 'Ünal & Zoë <€>', 'emailAddress' => 'trip@example.com', 'externalId' => 'K-1',
    'options' => ['CustomerOption' => [filled('CustomerOption', ['name' => 'shoe', 'value' => '42'])]],
])]);
$seen['inserted'] = [$first->lastname, $first->options->CustomerOption[0]->value, $first->optIn, $first->title];

$byEmail = fn(string $address) => $call('customer_getByEmailAddress', ['emailAddress' => $address]);
$seen['none'] = isset($byEmail('nobody@example.com')->Customer) ? 1 : 0;
$seen['one'] = count($byEmail('TRIP@example.com')->Customer);
$second = $call('customer_insert', ['customer' => filled('Customer', ['emailAddress' => 'trip@example.com'])]);
$seen['many'] = count($byEmail('trip@example.com')->Customer);
$byNumber = $plain->customer_getByExternalId(['uuid' => $token, 'externalId' => 'K-1'])->msg->Customer;
$seen['byNumber'] = $byNumber->id === $first->id ? 1 : 0;

$updated = $call('customer_update', ['customer' => filled('Customer', ['id' => $first->id, 'firstname' => 'Vera'])]);
$seen['updated'] = [$updated->firstname, $updated->lastname, $updated->options->CustomerOption[0]->value];

$group = $call('group_insert', ['group' => filled('Group', ['name' => 'trip'])]);
$pair = ['group' => filled('Group', ['id' => $group->id]), 'customer' => filled('Customer', ['id' => $first->id])];
$seen['added'] = $call('group_addMember', $pair);
$seen['again'] = $faultOf(fn() => $call('group_addMember', $pair));

$resource = ['resourceId' => $call('customer_getAll')];
do {
    $set = $call('resource_getById', $resource);
} while ($set->status === 'PROCESSING');
$seen['set'] = [$set->type, $set->status, (int) $set->size];
$page = $call('customerSet_getCustomers', $resource + ['offset' => 0, 'size' => 50])->Customer;
$seen['page'] = array_map(fn($customer) => $customer->emailAddress, $page);
$seen['pageSize'] = $faultOf(fn() => $call('customerSet_getCustomers', $resource + ['offset' => 0, 'size' => 51]));
$ids = $call('customerSet_getCustomerIds', $resource + ['offset' => 1, 'size' => 50])->integer;
$seen['ids'] = array_map('strval', $ids) === [(string) $second->id] ? 1 : 0;
$seen['freed'] = $call('resource_free', $resource);

$seen['deleted'] = $call('customer_delete', ['customer' => filled('Customer', ['id' => $first->id])]);
$seen['gone'] = $faultOf(fn() => $call('customer_getById', ['customerId' => $first->id]));

echo json_encode($seen, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";

/** The names of all fields of each type that the WSDL declares. */
function fieldsOfTypes(SoapClient $client): array
{
    $fields = [];
    foreach ($client->__getTypes() as $type) {
        if (preg_match('/^struct (\w+) \{/', $type, $name) === 1) {
            preg_match_all('/^ \S+ (\w+);$/m', $type, $names);
            $fields[$name[1]] = $names[1];
        }
    }
    return $fields;
}

/** An object of a type with every field, null but for the given ones. */
function filled(string $type, array $values): object
{
    global $fields;
    return (object) array_merge(array_fill_keys($fields[$type], null), $values);
}
