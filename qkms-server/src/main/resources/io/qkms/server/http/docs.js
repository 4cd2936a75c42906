SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // The default would send the contract to a validator in the network.
  validatorUrl: null,
});
