//! The description of the HTTP interface, out of the table that routes it.

use crate::api::Table;
use serde_json::{Map, Value, json};

/// The description, as JSON of OpenAPI 3.1.
pub(crate) fn describe(table: &Table) -> String {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for route in &table.routes {
        let input = (route.input)(&mut generator).to_value();
        let output = (route.output)(&mut generator).to_value();
        let input = resolved(&generator, input);
        let in_path = |name: &str| route.path.contains(&format!("{{{name}}}"));
        let required: Vec<&str> = input["required"]
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut operation = json!({
            "summary": route.summary,
            "operationId": route.name,
            "responses": {
                "200": { "description": "The answer.", "content": { route.kind: { "schema": output } } },
                "default": { "description": "What is wrong, in words.", "content": { "application/json": { "schema": { "type": "object", "properties": { "problem": { "type": "string" } } } } } },
            },
        });
        if route.writes {
            operation["requestBody"] =
                json!({ "required": true, "content": { "application/json": { "schema": input } } });
            operation["security"] = json!([{ "session": [] }]);
        } else {
            let properties = input["properties"].as_object().cloned().unwrap_or_default();
            let parameters: Vec<Value> = properties
                .into_iter()
                .map(|(name, mut schema)| {
                    let description = schema
                        .as_object_mut()
                        .and_then(|schema| schema.remove("description"))
                        .unwrap_or_default();
                    json!({
                        "name": name,
                        "in": if in_path(&name) { "path" } else { "query" },
                        "required": in_path(&name) || required.contains(&name.as_str()),
                        "description": description,
                        "schema": schema,
                    })
                })
                .collect();
            if !parameters.is_empty() {
                operation["parameters"] = parameters.into();
            }
        }
        let method = if route.writes { "post" } else { "get" };
        let entry = paths
            .entry(route.path.to_owned())
            .or_insert_with(|| json!({}));
        entry[method] = operation;
    }
    let mut schemas = Map::new();
    for (name, schema) in generator.take_definitions(true) {
        schemas.insert(name, schema);
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "selon",
            "version": selon::VERSION,
            "description": "Who says who holds what: the record of one ledger, read only. Days are YYYY-MM-DD. `known` leaves out what was published later.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "apiKey", "in": "header", "name": crate::guard::TOKEN } },
        },
    });
    serde_json::to_string_pretty(&document).expect("a description holds strings and lists only")
        + "\n"
}

/// A schema itself where it is only a reference to one.
fn resolved(generator: &schemars::SchemaGenerator, schema: Value) -> Value {
    let name = schema["$ref"]
        .as_str()
        .and_then(|reference| reference.rsplit('/').next());
    name.and_then(|name| generator.definitions().get(name).cloned())
        .unwrap_or(schema)
}
