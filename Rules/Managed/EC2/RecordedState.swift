import ConfigModel
import JSON

extension ConfigurationItem {
    /// The `state` of an EC2 resource, in each of its shapes: `in-use`, `{"value": "in-use"}`, `{"name": "running"}`.
    var recordedState: JSONValue {
        let state = configuration["state"]
        guard state.isObject else { return state }
        return state["name"].isString ? state["name"] : state["value"]
    }
}
