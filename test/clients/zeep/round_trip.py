"""The round trip of round-trip.ts with zeep in strict mode: round_trip.py WSDL TOKEN; prints what it saw as JSON."""

import json
import sys

from zeep import Client, Settings, xsd
from zeep.exceptions import Fault

wsdl, token = sys.argv[1:]
client = Client(wsdl, settings=Settings(strict=True))
make = client.type_factory("ns0")
seen = {}


def call(operation, **parameters):
    answer = client.service[operation](uuid=token, **parameters)
    assert answer.code == 0, answer
    return answer.msg


def fault_of(work):
    try:
        work()
    except Fault as fault:
        return fault.code
    return "none"


seen["wrongToken"] = fault_of(lambda: client.service.customer_getAll(uuid="wrong"))

first = call("customer_insert", customer=make.Customer(
    lastname="Ünal & Zoë <€>", emailAddress="trip@example.com", externalId="K-1",
    options=make.ArrayOfCustomerOption([make.CustomerOption(name="shoe", value="42")]),
))
seen["inserted"] = [first.lastname, first.options.CustomerOption[0].value, first.optIn, first.title or ""]


def by_email(address):
    found = call("customer_getByEmailAddress", emailAddress=address)
    return found.Customer if found else []


seen["none"] = len(by_email("nobody@example.com"))
seen["one"] = len(by_email("TRIP@example.com"))
second = call("customer_insert", customer=make.Customer(emailAddress="trip@example.com"))
seen["many"] = len(by_email("trip@example.com"))
by_number = call("customer_getByExternalId", externalId="K-1").Customer
seen["byNumber"] = int([customer.id for customer in by_number] == [first.id])

updated = call("customer_update", customer=make.Customer(id=first.id, firstname="Vera", lastname=xsd.Nil))
seen["updated"] = [updated.firstname, updated.lastname, updated.options.CustomerOption[0].value]

group = call("group_insert", group=make.Group(name="trip"))
pair = {"group": make.Group(id=group.id), "customer": make.Customer(id=first.id)}
seen["added"] = call("group_addMember", **pair)
seen["again"] = fault_of(lambda: call("group_addMember", **pair))

resource = call("customer_getAll")
while (state := call("resource_getById", resourceId=resource)).status == "PROCESSING":
    pass
seen["set"] = [state.type, state.status, state.size]
page = call("customerSet_getCustomers", resourceId=resource, offset=0, size=50).Customer
seen["page"] = [customer.emailAddress for customer in page]
seen["pageSize"] = fault_of(lambda: call("customerSet_getCustomers", resourceId=resource, offset=0, size=51))
ids = call("customerSet_getCustomerIds", resourceId=resource, offset=1, size=50).integer
seen["ids"] = int(ids == [second.id])
seen["freed"] = call("resource_free", resourceId=resource)

seen["deleted"] = call("customer_delete", customer=make.Customer(id=first.id))
seen["gone"] = fault_of(lambda: call("customer_getById", customerId=first.id))

print(json.dumps(seen, ensure_ascii=False))
