const STORED = ['create', 'update', 'delete'] as const

/** What `GET /fhir/metadata` says: FHIR R4, records in, nothing out. */
export function capabilityStatement(publicUrl: string): object {
  const resource = (type: string, documentation: string) => ({
    type,
    interaction: STORED.map((code) => ({ code })),
    versioning: 'no-version',
    readHistory: false,
    updateCreate: true,
    conditionalCreate: false,
    conditionalRead: 'not-supported',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    referencePolicy: ['literal'],
    documentation,
  })
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2021-12-01',
    kind: 'instance',
    software: { name: 'Excelsior Pass', version: '0.1.0' },
    implementation: { description: 'Records for the digital health pass', url: `${publicUrl}/fhir` },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'Takes immunizations and results of tests for SARS-CoV-2, and gives none out. Patient, Location and Organization are read with what refers to them: in the same Bundle, or contained; the links of a Patient in a Bundle (replaced-by, replaces, seealso) say who is one person. Conditional updates and deletions (identifier) belong in a Bundle, so that no identifier stands in an address.',
        security: {
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          description: `SMART Backend Services: ${publicUrl}/fhir/.well-known/smart-configuration`,
        },
        resource: [
          resource(
            'Immunization',
            'completed, not-done, or entered-in-error, which withdraws it. With a vaccine code in CVX (or NDC) and a day.',
          ),
          resource(
            'Observation',
            'Tests for SARS-CoV-2 by LOINC code, with a value in SNOMED CT and a collection time (effective). final, amended and corrected count; cancelled and entered-in-error withdraw.',
          ),
        ],
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  }
}
