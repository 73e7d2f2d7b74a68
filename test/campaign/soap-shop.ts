/** A SOAP service of others: its description in two files, and what it answers. */
export const TYPES = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="urn:shop" targetNamespace="urn:shop" elementFormDefault="qualified">
  <xsd:complexType name="order"><xsd:sequence><xsd:element name="number" type="xsd:string"/><xsd:element name="note" type="xsd:string" minOccurs="0"/></xsd:sequence></xsd:complexType>
  <xsd:element name="getOrder"><xsd:complexType><xsd:sequence><xsd:element name="order" type="order"/></xsd:sequence></xsd:complexType></xsd:element>
  <xsd:element name="getOrderResponse"><xsd:complexType><xsd:sequence><xsd:element name="state" type="xsd:string"/><xsd:element name="order" type="order"/></xsd:sequence></xsd:complexType></xsd:element>
</xsd:schema>`;
export const wsdlAt = (url: string, schema = `${url}/types.xsd`) => `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:shop" targetNamespace="urn:shop">
  <types><xsd:schema targetNamespace="urn:wrap"><xsd:import namespace="urn:shop" schemaLocation="${schema}"/></xsd:schema></types>
  <message name="in"><part name="parameters" element="tns:getOrder"/></message>
  <message name="out"><part name="parameters" element="tns:getOrderResponse"/></message>
  <portType name="port"><operation name="getOrder"><input message="tns:in"/><output message="tns:out"/></operation></portType>
  <binding name="binding" type="tns:port"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="getOrder"><soap:operation soapAction="urn:getOrder"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
  <service name="shop"><port name="port" binding="tns:binding"><soap:address location="${url}/soap"/></port></service>
</definitions>`;
export const envelope = (body: string) =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${body}</e:Body></e:Envelope>`;
/** What getOrder answers. */
export const ANSWER = envelope('<getOrderResponse xmlns="urn:shop"><state>sent</state><order><number>7</number><note>a &amp; b</note></order></getOrderResponse>');
